"""From a file to the registry: what is created, changed, refused; all of it or nothing."""

import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from enterprises import access
from enterprises.enums import AccessReason
from enterprises.models import Contact, Enterprise, EnterpriseAccess
from portal.accounts.models import Membership, Unit, User
from stewards.models import Assignment, Liaison, RosterImport, RosterRow, Steward
from stewards.roster.staging import import_roster
from tests.stewards.rosters import code, entry, lines, write_csv, write_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(tmp_path):
    """Import rows and return the report."""

    def run(entries, *, keys=None, **options):
        return import_roster(write_csv(tmp_path / "roster.csv", lines(entries, keys=keys)), **options)

    return run


@pytest.fixture
def person():
    return User.objects.create_user("boss", name="区牵头部门")


def figures(report):
    return report.rows, report.create, report.update, report.unchanged


def found(report):
    return [(error.row, error.column) for error in report.errors]


def serving():
    """``{code: staff number}`` of the open assignments."""
    return dict(Assignment.objects.open().values_list("enterprise__uscc", "steward__staff_no"))


def reach(user, enterprise):
    return set(
        EnterpriseAccess.objects.in_force()
        .filter(user=user, content_object=enterprise)
        .values_list("reason", flat=True)
    )


def steward_of(number, name, count, start, **changes):
    """Return rows of one steward with ``count`` enterprises from ``start``."""
    facts = {
        "steward_no": number,
        "steward_name": name,
        "steward_phone": "",
        "steward_email": "",
        "steward_unit": "张江镇",
    }
    return [entry(start + n, **facts, **changes) for n in range(count)]


def test_a_row_becomes_an_enterprise_with_every_fact(roster):
    report = roster([entry(1)])
    assert figures(report) == (1, 1, 0, 0)
    assert report.errors == []
    enterprise = Enterprise.objects.get(uscc=code(1))
    assert enterprise.name == "上海第1智能科技有限公司"
    assert enterprise.initials == "shd1znkjyxgs"
    assert (enterprise.level, enterprise.ownership, enterprise.size) == ("district", "private", "medium")
    assert enterprise.industry_id == "I6513"
    assert enterprise.tags == ["高新技术企业", "专精特新"]
    assert (enterprise.registered_capital, enterprise.revenue) == (Decimal("5001.00"), Decimal("12000.50"))
    assert (enterprise.employees, enterprise.founded_on) == (120, date(2010, 1, 2))
    assert (enterprise.longitude, enterprise.latitude, enterprise.datum) == (
        Decimal("121.59"),
        Decimal("31.2"),
        "gcj02",
    )
    assert enterprise.service_district_id == enterprise.registered_district_id == "310115"
    assert enterprise.registered_town.name == "川沙新镇"
    assert (enterprise.facts_source, enterprise.facts_as_of) == ("roster", timezone.localdate())
    assert enterprise.is_key


def test_people_units_and_access_follow(roster):
    roster([entry(1)])
    enterprise = Enterprise.objects.get(uscc=code(1))
    steward = Steward.objects.get(staff_no="GJ0000")
    contact = enterprise.contacts.get()
    assert (contact.user.name, contact.user.phone, contact.user.email) == ("联系人1", "13900000001", "c1@example.com")
    assert contact.is_first
    assert (steward.user.name, steward.user.phone) == ("管家0", "13700000000")
    assert not contact.user.has_usable_password()
    assert not steward.user.has_usable_password()
    assert steward.unit.town.name == steward.unit.name == "张江镇"
    assert enterprise.local_unit.town == enterprise.registered_town
    assert [(grant.role, grant.unit) for grant in steward.user.grants] == [("steward", steward.unit)]
    assert [grant.role for grant in contact.user.grants] == ["contact"]
    assert reach(steward.user, enterprise) == {"steward"}
    assert reach(contact.user, enterprise) == {"contact"}
    assert list(Enterprise.objects.visible_to(steward.user)) == [enterprise]
    assert list(Enterprise.objects.visible_to(contact.user)) == [enterprise]


def test_history_says_who_and_why_without_personal_data(roster, person):
    roster([entry(1)], by=person)
    for row in (Enterprise.objects.get(), Contact.objects.get(), Steward.objects.get(), Assignment.objects.get()):
        record = row.history.get()
        assert (record.history_type, record.history_user, record.history_change_reason) == (
            "+",
            person,
            "roster import",
        )
    assert Assignment.objects.get().started_by == person
    assert not hasattr(User.objects.get(name="联系人1").history.get(), "phone")


def test_the_same_file_again_changes_nothing(roster):
    entries = [entry(n) for n in range(25)]
    roster(entries)
    before = {
        model: model.objects.count() for model in (Enterprise, User, Unit, Contact, Steward, Assignment, Membership)
    }
    histories = Enterprise.history.count(), Assignment.history.count(), User.history.count()
    report = roster(entries)
    assert figures(report) == (25, 0, 0, 25)
    assert {model: model.objects.count() for model in before} == before
    assert (Enterprise.history.count(), Assignment.history.count(), User.history.count()) == histories


def test_required_columns_alone_are_enough(roster):
    keys = ["name", "uscc", "district", "street"]
    assert figures(roster([entry(1)], keys=keys)) == (1, 1, 0, 0)
    assert figures(roster([entry(1)], keys=keys)) == (1, 0, 0, 1)
    enterprise = Enterprise.objects.get()
    assert (enterprise.level, enterprise.size, enterprise.tags) == ("district", "", [])
    assert not Assignment.objects.exists()
    assert not Contact.objects.exists()


def test_changed_cells_are_updated_and_empty_ones_erase_nothing(roster):
    roster([entry(1)])
    bare = dict.fromkeys(entry(1), "")
    bare |= {key: entry(1)[key] for key in ("name", "uscc", "district", "street")}
    assert figures(roster([bare])) == (1, 0, 0, 1)
    report = roster([bare | {"employees": "9", "revenue": "10"}])
    assert figures(report) == (1, 0, 1, 0)
    enterprise = Enterprise.objects.get()
    assert (enterprise.employees, enterprise.size, enterprise.assets) == (9, "micro", Decimal(30000))
    assert serving() == {code(1): "GJ0000"}
    record = enterprise.history.latest()
    assert (record.history_type, record.employees) == ("~", 9)


def test_enterprises_that_the_file_does_not_name_stay(roster):
    roster([entry(1), entry(2)])
    roster([entry(2)])
    assert Enterprise.objects.count() == 2
    assert serving() == {code(1): "GJ0000", code(2): "GJ0000"}


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"uscc": code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")}, "uscc"),
        ({"uscc": code(1)[:-1]}, "uscc"),
        ({"uscc": "9.13101E+17"}, "uscc"),
        ({"district": "朝阳区"}, "district"),
        ({"street": "不存在街道"}, "street"),
        ({"street": "徐家汇街道"}, "street"),
        ({"industry": "Z9999"}, "industry"),
        ({"industry": "D2651"}, "industry"),
        ({"employees": "-1"}, "employees"),
        ({"revenue": "五百万"}, "revenue"),
        ({"founded_on": "2010-02-30"}, "founded_on"),
        ({"founded_on": "2999-01-01"}, "founded_on"),
        ({"name": ""}, "name"),
        ({"level": "国家级"}, "level"),
        ({"datum": ""}, "datum"),
        ({"steward_unit": "某某委员会"}, "steward_unit"),
        ({"steward_no": ""}, "steward_no"),
        ({"steward_name": ""}, "steward_name"),
        ({"contact_name": ""}, "contact_name"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_applied(roster, changes, column):
    report = roster([entry(1, **changes), entry(11)])
    assert found(report) == [(2, column)]
    assert figures(report) == (2, 0, 0, 0)
    assert not report.is_applied
    assert not Enterprise.objects.exists()
    assert not Unit.objects.filter(town__isnull=False).exists()


def test_the_street_of_another_district_is_named_with_that_district(roster):
    with override("zh-hans"):
        report = roster([entry(1, street="徐家汇街道")])
    assert report.errors[0].message == "“徐家汇街道”属于徐汇区，不属于浦东新区。"


def test_rows_with_errors_are_left_out_only_on_request(roster):
    report = roster([entry(1), entry(2, founded_on="2010-02-30"), entry(3)], skip_errors=True)
    assert found(report) == [(3, "founded_on")]
    assert figures(report) == (3, 2, 0, 0)
    assert report.is_applied
    assert set(Enterprise.objects.values_list("uscc", flat=True)) == {code(1), code(3)}


def test_a_dry_run_writes_nothing_and_says_everything(roster):
    roster([entry(1)])
    report = roster([entry(1, employees=9), entry(2), entry(3, name="")], dry_run=True)
    assert figures(report) == (3, 1, 1, 0)
    assert found(report) == [(4, "name")]
    assert Enterprise.objects.count() == 1
    assert Enterprise.objects.get().employees == 120
    assert RosterImport.objects.count() == 1


@pytest.mark.parametrize("words", ["C2651", "2651", "c2651", "C2651 初级形态塑料及合成树脂制造"])
def test_an_industry_needs_no_letter(roster, words):
    assert roster([entry(1, industry=words)]).errors == []
    assert Enterprise.objects.get().industry_id == "C2651"


@pytest.mark.parametrize("words", ["浦东新区", "浦东", "310115", "Pudong", "上海市浦东新区"])
def test_a_district_has_several_names(roster, words):
    assert roster([entry(1, district=words)]).errors == []


# --- The cap ---


def test_an_eleventh_enterprise_is_refused_with_who_has_room(roster):
    roster([*steward_of("S1", "王一", 10, 0), *steward_of("S2", "李二", 3, 20)])
    with override("zh-hans"):
        report = roster(steward_of("S1", "王一", 1, 30))
    assert found(report) == [(2, "steward_no")]
    assert report.errors[0].message == "王一已服务10/10家企业。尚有余量的管家：李二 3/10。"
    assert Enterprise.objects.count() == 13


def test_eleven_rows_of_a_new_steward_are_ten_and_an_error(roster):
    report = roster(steward_of("S1", "王一", 11, 0), skip_errors=True)
    assert found(report) == [(12, "steward_no")]
    assert "王一" in report.errors[0].message
    assert Enterprise.objects.count() == 10
    assert sorted(Assignment.objects.values_list("slot", flat=True)) == list(range(1, 11))


def test_rows_over_the_cap_come_in_without_steward_by_choice(roster):
    report = roster(steward_of("S1", "王一", 11, 0), without_steward_over_cap=True)
    assert report.errors == []
    assert figures(report) == (11, 11, 0, 0)
    assert [number for number, _sentence in report.without_steward] == [12]
    assert Enterprise.objects.filter(assignments=None).get().uscc == code(10)


def test_two_full_stewards_swap_in_one_file(roster):
    first, second = steward_of("S1", "王一", 10, 0), steward_of("S2", "李二", 10, 20)
    roster([*first, *second])
    swapped = [
        {**row, "steward_no": "S2" if row["steward_no"] == "S1" else "S1", "steward_name": ""}
        for row in [*first, *second]
    ]
    report = roster(swapped)
    assert report.errors == []
    assert figures(report) == (20, 0, 20, 0)
    assert serving() == {row["uscc"]: row["steward_no"] for row in swapped}
    assert Assignment.objects.filter(ended_at__isnull=False).count() == 20
    king = Steward.objects.get(staff_no="S1").user
    assert set(Enterprise.objects.visible_to(king).values_list("uscc", flat=True)) == {row["uscc"] for row in second}


def test_a_move_takes_the_access_of_steward_and_liaison_along(roster, person):
    roster([*steward_of("S1", "王一", 1, 0), *steward_of("S2", "李二", 1, 20)])
    for number in ("S1", "S2"):
        helper = User.objects.create_user(f"helper{number}", name=number)
        Liaison.objects.create(steward=Steward.objects.get(staff_no=number), user=helper)
    enterprise = Enterprise.objects.get(uscc=code(0))
    access.grant(User.objects.get(username="helperS1"), enterprise, AccessReason.LIAISON)
    roster([entry(0, steward_no="S2", steward_name="")], by=person)
    holders = EnterpriseAccess.objects.filter(content_object=enterprise).exclude(reason="contact")
    assert set(holders.values_list("user__name", "reason")) == {("李二", "steward"), ("S2", "liaison")}
    ended = Assignment.objects.get(enterprise=enterprise, ended_at__isnull=False)
    assert (ended.steward.staff_no, ended.ended_by) == ("S1", person)


def test_a_steward_who_has_ended_takes_no_new_enterprise(roster):
    roster(steward_of("S1", "王一", 1, 0))
    Steward.objects.update(started_on=date(2020, 1, 1), ended_on=timezone.localdate())
    assert found(roster(steward_of("S1", "王一", 1, 5))) == [(2, "steward_no")]


def test_a_steward_of_another_unit_now_changes_unit_and_membership(roster):
    roster([entry(1)])
    Membership.objects.filter(role="steward").update(started_on=timezone.localdate() - timedelta(days=9))
    report = roster([entry(1, steward_unit="金桥镇", steward_phone="13711112222")])
    assert figures(report) == (1, 0, 1, 0)
    steward = Steward.objects.get()
    assert (steward.unit.name, steward.user.phone) == ("金桥镇", "13711112222")
    assert [grant.unit.name for grant in User.objects.get(pk=steward.user_id).grants] == ["金桥镇"]


def test_a_unit_is_found_by_name_and_by_the_name_of_its_park(roster):
    bureau = Unit.objects.create(code="zj", name="张江管理局", kind="local_unit", district_id="310115")
    park = Unit.objects.create(
        code="zjp", name="张江园区办", kind="local_unit", district_id="310115", town_id="310115503"
    )
    roster(
        [entry(1, steward_no="S1", steward_unit="张江管理局"), entry(2, steward_no="S2", steward_unit="张江高科技园区")]
    )
    assert Steward.objects.get(staff_no="S1").unit == bureau
    assert Steward.objects.get(staff_no="S2").unit == park


def test_the_first_row_that_describes_a_steward_counts(roster):
    entries = [entry(1), entry(2, steward_unit="金桥镇", steward_name="另一个名字")]
    assert roster(entries).errors == []
    assert Steward.objects.get().user.name == "管家0"
    assert figures(roster(entries)) == (2, 0, 0, 2)


# --- Contacts ---


def test_a_new_contact_becomes_the_first_and_the_old_one_stays(roster):
    roster([entry(1)])
    roster([entry(1, contact_name="新联系人", contact_phone="13611112222")])
    rows = Contact.objects.filter(enterprise__uscc=code(1)).values_list("user__name", "is_first", "ended_on")
    assert set(rows) == {("新联系人", True, None), ("联系人1", False, None)}


def test_a_new_telephone_of_the_same_contact_is_taken_up(roster):
    roster([entry(1)])
    report = roster([entry(1, contact_phone="13611112222", contact_email="")])
    assert figures(report) == (1, 0, 1, 0)
    assert Contact.objects.get().user.phone == "13611112222"
    assert Contact.objects.get().user.email == "c1@example.com"


def test_one_person_speaks_for_two_enterprises(roster):
    same = {"contact_name": "张三", "contact_phone": "13611112222", "contact_email": "z@example.com"}
    entries = [entry(1, **same), entry(2, **same), entry(3, contact_name="张三")]
    roster(entries)
    assert Contact.objects.filter(user__phone="13611112222").count() == 2
    assert User.objects.filter(name="张三").count() == 2
    assert figures(roster(entries)) == (3, 0, 0, 3)


def test_an_enterprise_off_the_roster_joins_it(roster):
    roster([entry(1)])
    Enterprise.objects.update(level="")
    assert figures(roster([entry(1, level="")])) == (1, 0, 1, 0)
    assert Enterprise.objects.get().level == "district"


def test_an_enterprise_served_where_it_operates_keeps_its_place_of_registration(roster):
    roster([entry(1)])
    Enterprise.objects.update(
        registered_district="310104", registered_town="310104014", operating_district="310115", operating_town=None
    )
    roster([entry(1)])
    enterprise = Enterprise.objects.get()
    assert (enterprise.registered_district_id, enterprise.registered_town_id) == ("310104", "310104014")
    assert (enterprise.service_district_id, enterprise.operating_town.name) == ("310115", "川沙新镇")


# --- Staging, and the command ---


def test_staged_rows_say_what_became_of_them_and_keep_no_personal_data(roster, person):
    roster([entry(1), entry(2, name="")], skip_errors=True, by=person)
    run = RosterImport.objects.get()
    assert (run.by, run.file_name, len(run.checksum)) == (person, "roster.csv", 64)
    assert (run.created, run.updated, run.unchanged, run.failed) == (1, 0, 0, 1)
    assert run.applied_at
    assert run.finished_at
    assert [(row.number, row.action, row.values) for row in run.rows.all()] == [(2, "create", {}), (3, "error", {})]
    assert run.rows.get(number=3).errors[0]["column"] == "name"


def test_a_killed_import_loses_its_values_at_the_next_one(roster):
    run = RosterImport.objects.create(file_name="a", checksum="b")
    RosterImport.objects.update(started_at=timezone.now() - timedelta(days=1))
    RosterRow.objects.create(roster=run, number=2, values={"contact_phone": "13611112222"})
    roster([entry(1)])
    assert run.rows.get().values == {}
    assert run.finished_at is None


def run_command(*arguments):
    out, status = StringIO(), 0
    try:
        call_command("import_roster", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        status = ended.code
    return out.getvalue(), status


def test_the_command_answers_in_json_with_these_keys(tmp_path):
    path = str(write_xlsx(tmp_path / "a.xlsx", lines([entry(1), entry(2)]), title="名单"))
    text, status = run_command(path, "--json")
    answer = json.loads(text)
    assert answer.pop("seconds") >= 0
    assert answer == {"rows": 2, "create": 2, "update": 0, "unchanged": 0, "errors": []}
    assert status == 0


def test_the_command_ends_with_1_when_there_are_errors(tmp_path):
    path = str(write_xlsx(tmp_path / "a.xlsx", lines([entry(1), entry(2, name="")]), title="名单"))
    for options in (["--json"], ["--json", "--dry-run"], ["--json", "--skip-errors"]):
        text, status = run_command(path, *options)
        assert status == 1
        assert [(error["row"], error["column"]) for error in json.loads(text)["errors"]] == [(4, "name")]
        assert set(json.loads(text)["errors"][0]) == {"row", "column", "message"}
    assert Enterprise.objects.count() == 1


def test_the_command_speaks_to_people_in_chinese(tmp_path):
    path = str(write_csv(tmp_path / "a.csv", lines([entry(1, name="")])))
    text, _status = run_command(path)
    assert "第2行 企业名称 name：缺少企业名称。" in text
    assert "未写入任何数据" in text
    text, _status = run_command(str(write_csv(tmp_path / "a.csv", lines([entry(1)]))), "--dry-run")
    assert "本次为试运行" in text


def test_a_file_that_is_not_there_is_an_error_of_the_file(tmp_path):
    text, status = run_command(str(tmp_path / "none.xlsx"), "--json")
    answer = json.loads(text)
    assert status == 1
    assert answer["rows"] == 0
    assert [error["row"] for error in answer["errors"]] == [None]


def test_the_command_notes_who_answers_for_it(tmp_path, person):
    path = str(write_csv(tmp_path / "a.csv", lines([entry(1)])))
    run_command(path, "--user", "BOSS")
    assert RosterImport.objects.get().by == person
    with pytest.raises(CommandError):
        run_command(path, "--user", "nobody")


def test_the_number_of_queries_does_not_grow_with_the_rows(roster, django_assert_max_num_queries):
    with CaptureQueriesContext(connection) as few:
        roster([entry(n) for n in range(10)])
    with django_assert_max_num_queries(len(few)):
        roster([entry(n) for n in range(10, 90)])
