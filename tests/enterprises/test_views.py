"""The registry's pages: filters, how many questions they ask, what a page of the own enterprise says, exports."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from enterprises import workflow
from enterprises.enums import Level
from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.common.models import ExportLog
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


def build():
    world = worlds.build()
    Enterprise.objects.filter(pk=world.firm.pk).update(industry="C3973", size="large", tags=["专精特新"])
    world.free_firm = worlds.enterprise(worlds.code(81), name="上海无管家有限公司", local_unit=world.local_unit)
    world.small_firm = worlds.enterprise(worlds.code(82), name="上海册外有限公司", level="", registered_town=None)
    return world


built, world = lasting(build)


def found(client, **query):
    page = client.get(reverse("enterprises:list"), query)
    assert page.status_code == 200
    return {row.record.name for row in page.context["table"].rows}


FILTERS = [
    ({"district": "310101"}, {"foreign_firm"}),
    ({"district": "310115", "town": "310115125"}, {"firm", "free_firm"}),
    ({"industry": "C"}, {"firm"}),
    ({"industry": "A"}, set()),
    ({"level": "municipal"}, {"firm", "foreign_firm", "free_firm"}),
    ({"level": "street"}, set()),
    ({"level": "key"}, {"firm", "foreign_firm", "free_firm"}),
    ({"level": "none"}, {"small_firm"}),
    ({"size": "large"}, {"firm"}),
    ({"tag": "专精特新"}, {"firm"}),
    ({"unit": "张江"}, {"firm", "free_firm"}),
    ({"unserved": "on"}, {"free_firm"}),
]


@pytest.mark.parametrize(("query", "names"), FILTERS, ids=[str(query) for query, _names in FILTERS])
def test_each_filter_finds_its_rows(world, client, query, names):
    client.force_login(world.city)
    assert found(client, **query) == {getattr(world, name).name for name in names}


def test_a_steward_is_found_by_name_and_by_staff_number(world, client):
    client.force_login(world.city)
    assert found(client, steward=world.steward.name) == {world.firm.name}
    assert found(client, steward=world.steward.steward.staff_no.lower()) == {world.firm.name}
    page = client.get(reverse("enterprises:list")).content.decode()
    assert f"{world.steward.steward.staff_no} · 1 / 10" in page


def test_filters_stay_within_the_scope(world, client):
    client.force_login(world.district)
    assert world.foreign_firm.name not in found(client)
    assert found(client, district="310101") == set()


FIELDS = ["q", "district", "town", "industry", "level", "size", "tag", "unit", "steward", "unserved", "sort", "page"]


@pytest.mark.parametrize("value", ["\x00", "'", "九" * 500, "-1"], ids=["nul", "quote", "long", "negative"])
def test_no_value_of_a_filter_breaks_the_list(world, client, value):
    client.force_login(world.city)
    statuses = {name: client.get(reverse("enterprises:list"), {name: value}).status_code for name in FIELDS}
    assert set(statuses.values()) == {200}, statuses


@pytest.mark.parametrize("code", ["%00", "x" * 18, "91310104Y03WYY1C5"])
def test_an_address_without_such_an_enterprise_is_not_found(world, client, code):
    client.force_login(world.city)
    assert client.get(f"/enterprises/{code}/").status_code == 404


def test_a_code_in_small_letters_opens_the_same_page(world, client):
    client.force_login(world.city)
    assert client.get(f"/enterprises/{world.firm.uscc.lower()}/").status_code == 200


@pytest.mark.parametrize("sort", ["name", "-name", "level", "-place", "steward", "-steward"])
def test_the_list_can_be_sorted_and_ends_with_a_tie_break(world, client, sort):
    client.force_login(world.city)
    page = client.get(reverse("enterprises:list"), {"sort": sort})
    assert len(page.context["table"].rows) == 4


def test_the_list_asks_no_question_twice_however_many_rows(world, client, query_shape):
    client.force_login(world.city)
    with query_shape() as few:
        client.get(reverse("enterprises:list"))
    for number in range(20, 34):
        firm = worlds.enterprise(worlds.code(number), local_unit=world.local_unit)
        worlds.steward_of(firm, world.local_unit)
    with query_shape() as many:
        client.get(reverse("enterprises:list"))
    assert list(many) == list(few)
    of_registry = [line for line in many if "enterprises_" in line or "stewards_" in line]
    assert len(of_registry) <= 4, of_registry


def test_the_page_of_an_enterprise_asks_as_often_for_many_contacts(world, client, query_shape):
    client.force_login(world.district)
    address = reverse("enterprises:detail", args=[world.firm.uscc])
    with query_shape() as few:
        client.get(address)
    for _number in range(4):
        worlds.contact_of(world.firm)
    with query_shape() as many:
        client.get(address)
    assert list(many) == list(few)


def test_a_contact_reads_the_own_page_in_its_own_words(world, client):
    User.objects.filter(pk=world.steward.pk).update(phone="19900000001", name="林晓岚")
    User.objects.filter(pk=world.contact.pk).update(language="en")
    client.force_login(User.objects.get(pk=world.contact.pk))
    assert client.get(reverse("enterprises:list")).url == reverse("enterprises:detail", args=[world.firm.uscc])
    page = client.get(reverse("enterprises:detail", args=[world.firm.uscc])).content.decode()
    assert "Who serves you" in page
    assert "林晓岚" in page
    assert 'href="tel:19900000001"' in page
    assert reverse("stewards:list") not in page


def test_a_number_of_the_steward_is_masked_for_whom_the_case_does_not_need_it(world, client):
    User.objects.filter(pk=world.steward.pk).update(phone="19900000001")
    client.force_login(world.leader)
    page = client.get(reverse("enterprises:detail", args=[world.firm.uscc])).content.decode()
    assert "19900000001" not in page
    assert "199****0001" in page


def test_an_export_takes_the_filtered_rows_and_nothing_else(world, client):
    client.force_login(world.district)
    address = f"{reverse('enterprises:export')}?level=none"
    assert world.small_firm.name not in client.get(address).content.decode()
    answer = client.post(address, {"sheet": "list", "kind": "xlsx", "reason": "月度核对"})
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == [world.small_firm.name]
    assert len(header) == len(rows[0])
    log = ExportLog.objects.get()
    assert (log.filters, log.rows) == ({"level": "none", "sheet": "list"}, 1)


def test_an_export_names_the_steward_by_number_and_no_telephone(world, client):
    User.objects.filter(pk=world.steward.pk).update(phone="19900000001")
    client.force_login(world.city)
    answer = client.post(reverse("enterprises:export"), {"sheet": "list", "kind": "csv", "reason": "月度核对"})
    text = answer.getvalue().decode("utf-8-sig")
    assert world.steward.steward.staff_no in text
    assert "19900000001" not in text


def test_an_enterprise_of_two_lines_shows_level_and_size(world, client):
    client.force_login(world.city)
    page = client.get(reverse("enterprises:list"), {"q": world.firm.uscc}).content.decode()
    assert str(Level.MUNICIPAL.label) in page
    assert world.firm.uscc in page


def test_polyphones_are_read_as_the_word_wants(world):
    world.firm.name = "上海银行重庆路支行"
    assert workflow.refresh_derived(world.firm).initials == "shyhcqlzh"
