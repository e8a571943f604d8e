"""The roster goes out and comes in again; stewards, assignments and enterprises as spreadsheets."""

import csv
import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.common.models import ExportLog
from portal.imports.direct import import_file
from portal.imports.kinds import registry
from portal.places.models import Town
from stewards.models import Steward
from stewards.roster.columns import COLUMNS
from stewards.roster.staging import import_roster
from tests import world as worlds
from tests.stewards.rosters import entry

pytestmark = pytest.mark.django_db

ENTRIES = [
    entry(1),
    entry(2, name="=1+1 有限公司", contact_phone="+44-20-79460000", tags=""),
    entry(3, steward_no="", steward_name="", steward_phone="", steward_email="", steward_unit=""),
    entry(4, industry="", longitude="", latitude="", datum="", founded_on="", registered_capital=""),
    entry(15, ownership="港澳台资", level="市级", datum="WGS-84"),
]


@pytest.fixture
def world(roster):
    world = worlds.build()
    firm, town = world.foreign_firm, Town.objects.filter(district="310101").first()
    firm.registered_town = town
    firm.local_unit = worlds.unit("local_unit", town.name, district_id="310101", town=town)
    firm.save()
    report = roster(ENTRIES)
    assert not report.errors
    return world


def sent(client, person, name, query="", **data):
    client.force_login(User.objects.get(pk=person.pk))
    answer = client.post(reverse(name) + query, {"kind": "csv", "reason": "月度核对", **data})
    if answer.status_code != 200:
        return answer.status_code, None
    return 200, b"".join(answer.streaming_content)


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_full_roster_imports_again_and_changes_nothing(world, client, tmp_path, kind):
    _status, content = sent(client, world.city, "enterprises:export", kind=kind, sheet="full")
    path = tmp_path / f"roster.{kind}"
    path.write_bytes(content)
    report = import_roster(path, dry_run=True)
    names = Enterprise.objects.values_list("name", flat=True)
    assert (report.errors, report.create, report.update) == ([], 0, 0)
    assert report.unchanged == report.rows == len(names)


def test_a_masked_roster_overwrites_no_telephone_and_no_e_mail(world, client, tmp_path):
    status, content = sent(client, world.city, "enterprises:export", sheet="roster")
    assert status == 200
    rows = read_csv(content)
    assert rows[0] == [column.header for column in COLUMNS]
    text = content.decode("utf-8-sig")
    assert "13900000001" not in text
    assert "c1@example.com" not in text
    assert "139****0001" in text
    before = set(User.objects.values_list("pk", "phone", "email"))
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    report = import_roster(path)
    assert (report.errors, report.create, report.update) == ([], 0, 0)
    assert set(User.objects.values_list("pk", "phone", "email")) == before


def test_what_could_be_a_formula_goes_out_as_text_and_comes_back_as_it_was(world, client):
    _status, content = sent(client, world.city, "enterprises:export", sheet="full", kind="xlsx")
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
    assert "'=1+1 有限公司" in {row[0] for row in rows}
    assert Enterprise.objects.filter(name="=1+1 有限公司").exists()


def test_the_district_lead_takes_the_own_district_out_unmasked_and_no_other(world, client):
    worlds.steward_of(worlds.enterprise(worlds.code(71), service_district_id="310101"), world.local_unit)
    status, content = sent(client, world.district, "enterprises:export", sheet="full")
    rows = read_csv(content)[1:]
    assert status == 200
    assert {row[2] for row in rows} == {"浦东新区"}
    assert "13900000001" in content.decode("utf-8-sig")


def test_a_general_steward_is_not_offered_the_full_roster(world, client):
    client.force_login(world.general)
    assert b'value="full"' not in client.get(reverse("enterprises:export")).content
    assert sent(client, world.general, "enterprises:export", sheet="full") == (422, None)
    assert sent(client, world.general, "enterprises:export", sheet="roster")[0] == 200
    assert not ExportLog.objects.filter(filters__sheet="full").exists()


def test_firms_off_the_roster_stay_out_of_it(world, client):
    firm = worlds.enterprise(worlds.code(72), level="", name="上海名单外有限公司")
    _status, content = sent(client, world.city, "enterprises:export", sheet="full")
    assert firm.name not in content.decode("utf-8-sig")
    _status, content = sent(client, world.city, "enterprises:export", sheet="list")
    assert firm.name in content.decode("utf-8-sig")


def test_every_export_is_logged_with_filter_reason_and_rows(world, client):
    sent(client, world.district, "enterprises:export", query="?district=310115", sheet="full")
    log = ExportLog.objects.latest("pk")
    assert (log.user, log.reason) == (world.district, "月度核对")
    assert log.filters == {"district": "310115", "sheet": "full"}
    assert log.rows == Enterprise.objects.key().filter(service_district="310115").count()


@pytest.mark.parametrize("name", ["enterprises:export", "stewards:export", "stewards:assignments_export",
                                  "stewards:capacity_export"])  # fmt: skip
def test_without_a_reason_nothing_leaves(world, client, name):
    assert sent(client, world.district, name, reason="")[0] == 422
    assert not ExportLog.objects.exists()


def test_stewards_leave_with_their_loads_and_masked_numbers(world, client):
    status, content = sent(client, world.city, "stewards:export", sheet="list")
    rows = {row[0]: row for row in read_csv(content)[1:]}
    assert status == 200
    assert set(rows) == set(Steward.objects.values_list("staff_no", flat=True))
    assert rows["GJ0000"][4:6] == ["3", "7"]
    assert "13700000000" not in content.decode("utf-8-sig")


def test_the_district_lead_takes_stewards_out_in_full_and_brings_them_in_again(world, client, tmp_path):
    assert sent(client, world.general, "stewards:export", sheet="full")[0] == 422
    _status, content = sent(client, world.district, "stewards:export", sheet="full")
    assert "13700000000" in content.decode("utf-8-sig")
    path = tmp_path / "stewards.csv"
    path.write_bytes(content)
    report = import_file(registry["stewards"], path, dry_run=True)
    assert (report.errors, report.create, report.update) == ([], 0, 0)
    assert report.unchanged == Steward.objects.filter(unit__district="310115").count()


def test_assignments_leave_as_the_filter_shows_them(world, client):
    status, content = sent(client, world.city, "stewards:assignments_export", query="?q=GJ0000")
    assert status == 200
    assert len(read_csv(content)) == 4
    assert len(read_csv(sent(client, world.city, "stewards:assignments_export", query="?state=ended")[1])) == 1


@pytest.mark.parametrize(("name", "sheet"), [
    ("enterprises:export", "full"), ("enterprises:export", "list"), ("stewards:export", "list"),
    ("stewards:assignments_export", "list"),
])  # fmt: skip
def test_an_export_asks_as_often_for_many_rows_as_for_few(world, client, query_shape, name, sheet):
    client.force_login(world.city)
    shapes = []
    for numbers in (range(81, 82), range(82, 90)):
        for number in numbers:
            worlds.contact_of(firm := worlds.enterprise(worlds.code(number), local_unit=world.local_unit))
            worlds.steward_of(firm, world.local_unit)
        with query_shape() as asked:
            assert sent(client, world.city, name, sheet=sheet)[0] == 200
        shapes.append(list(asked))
    assert shapes[0] == shapes[1]
