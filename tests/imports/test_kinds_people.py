"""Teams, stewards and contacts: people come in with what they do, change, and are never deleted."""

import datetime

import pytest

from enterprises.models import Contact, EnterpriseAccess
from portal.accounts.models import Membership, User
from portal.imports.direct import import_file
from portal.imports.enums import Action
from portal.imports.kinds import registry
from portal.imports.parsing import parse_file
from stewards import workflow
from stewards.models import Liaison, Steward
from tests import world as worlds
from tests.plugins.lasting import lasting
from tests.stewards.rosters import write_csv

pytestmark = pytest.mark.django_db

TEAMS = ["用户名", "姓名", "电话", "邮箱", "角色", "单位", "起始日期", "截止日期"]
STEWARDS = ["工号", "姓名", "单位", "电话", "邮箱", "联络员", "联络员电话", "联络员邮箱"]
CONTACTS = ["统一社会信用代码", "联系人", "联系电话", "联系邮箱", "职务", "首要联系人"]


@pytest.fixture
def bring(tmp_path):
    """Import rows of a kind and return the report."""

    def run(code, header, *rows, **options):
        path = write_csv(tmp_path / "sheet.csv", [header, *rows])
        return import_file(registry[code], path, **options)

    return run


built, world = lasting(worlds.build)


def told(report):
    return [(error.row, error.column) for error in report.errors]


def counts(report):
    return report.create, report.update, report.unchanged


# --- Teams -----------------------------------------------------------------------------------------------------------
def test_a_team_comes_with_its_roles_and_twice_is_once(bring, world):
    rows = [
        ["zhou", "周敏", "13912345678", "zhou@example.com", "总管家", world.local_unit.code, "2026-01-01", ""],
        ["zhou", "周敏", "", "", "承办人", world.bureau.code, "2026-01-01", "2027-12-31"],
    ]
    report = bring("teams", TEAMS, *rows)
    assert (told(report), counts(report)) == ([], (2, 0, 0))
    user = User.objects.get(username="zhou")
    assert (user.name, user.phone, user.has_usable_password()) == ("周敏", "13912345678", False)
    assert {grant.role for grant in user.grants} == {"general", "handler"}
    assert user.memberships.first().history.get().history_change_reason == "import"
    assert counts(bring("teams", TEAMS, *rows)) == (0, 0, 2)


def test_a_person_known_already_changes_and_a_role_ends(bring, world):
    name = world.handler.username
    row = [name.upper(), "", "13900001111", "", "承办人", world.bureau.code, "", "2026-12-31"]
    assert counts(bring("teams", TEAMS, row)) == (0, 1, 0)
    world.handler.refresh_from_db()
    assert (world.handler.phone, world.handler.name[:6]) == ("13900001111", "Person")
    assert Membership.objects.get(user=world.handler).ended_on == datetime.date(2026, 12, 31)
    assert counts(bring("teams", TEAMS, row)) == (0, 0, 1)


def test_a_masked_number_overwrites_none(bring, world):
    User.objects.filter(pk=world.handler.pk).update(phone="13900001111")
    row = [world.handler.username, "", "139****1111", "h***@example.com", "承办人", world.bureau.code, "", ""]
    assert counts(bring("teams", TEAMS, row)) == (0, 0, 1)
    assert User.objects.get(pk=world.handler.pk).phone == "13900001111"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (["li", "", "", "", "承办人", "张江", "", ""], "name"),
        (["li", "李", "", "", "承办人", "没有的单位", "", ""], "unit"),
        (["li", "李", "", "", "承办人", "", "", ""], "unit"),
        (["li", "李", "", "", "管理员", "", "", ""], "role"),
        (["li", "李", "", "", "总管家", "诉求受理中心", "", ""], "unit"),
        (["li", "李", "", "", "区牵头部门", "诉求受理中心", "", ""], "unit"),
        (["li", "李", "", "", "领导", "", "2026-05-01", "2026-04-01"], "until"),
        (["li", "李", "123", "", "领导", "", "", ""], "phone"),
        (["", "李", "", "", "领导", "", "", ""], "username"),
    ],
)
def test_what_cannot_be_in_a_team_is_named(bring, world, cells, column):
    report = bring("teams", TEAMS, [*cells[:5], cells[5].replace("张江", world.local_unit.code), *cells[6:]])
    assert told(report) == [(2, column)]
    assert not User.objects.filter(username="li").exists()


def test_two_rows_do_not_contradict_each_other(bring, world):
    rows = [
        ["li", "李", "13900000001", "", "领导", "", "", ""],
        ["li", "王", "", "", "承办人", world.bureau.code, "", ""],
    ]
    assert told(bring("teams", TEAMS, *rows)) == [(3, "name")]
    twice = ["li", "李", "", "", "领导", "", "", ""]
    assert told(bring("teams", TEAMS, twice, twice)) == [(3, "role")]


def test_who_is_not_in_the_file_is_listed_and_stays(world, tmp_path):
    path = write_csv(
        tmp_path / "t.csv", [TEAMS, [world.handler.username, "", "", "", "承办人", world.bureau.code, "", ""]]
    )
    kind = registry["teams"]
    plan = kind.plan(parse_file(path, kind.layout).rows, {})
    assert plan.counts()[Action.UNCHANGED] == 1
    missing = {one.target.user for one in plan.absent}
    assert {world.second_handler, world.general, world.dispatcher} <= missing
    assert not {world.handler, world.contact, world.steward} & missing


# --- Stewards --------------------------------------------------------------------------------------------------------
def test_stewards_come_with_role_unit_and_liaison_officer(bring, world):
    unit = world.local_unit.code
    rows = [
        ["gj001", "王管家", unit, "13911110000", "w@example.com", "小李", "13911112222", "l@example.com"],
        ["GJ002", "赵管家", world.local_unit.name, "", "", "小李", "13911112222", ""],
    ]
    report = bring("stewards", STEWARDS, *rows)
    assert (told(report), counts(report)) == ([], (2, 0, 0))
    one, two = Steward.objects.get(staff_no="GJ001"), Steward.objects.get(staff_no="GJ002")
    assert (one.user.name, one.user.phone, one.unit) == ("王管家", "13911110000", world.local_unit)
    assert {grant.role for grant in one.user.grants} == {"steward"}
    helpers = Liaison.objects.filter(steward__in=[one, two]).values_list("user__name", "user__email")
    assert set(helpers) == {("小李", "l@example.com")}
    assert Liaison.objects.get(steward=one).user == Liaison.objects.get(steward=two).user
    assert counts(bring("stewards", STEWARDS, *rows)) == (0, 0, 2)


def test_a_steward_changes_number_unit_and_liaison_officer(bring, world):
    steward = workflow.appoint(worlds.person(name="王管家"), world.local_unit, "GJ001", by=None)
    old = worlds.person(name="小李")
    workflow.appoint_liaison(steward, old, by=None)
    unit = worlds.unit("local_unit", "金桥", district_id="310115")
    report = bring("stewards", STEWARDS, ["GJ001", "王管家", unit.code, "13911110000", "", "小张", "", ""])
    assert (told(report), counts(report)) == ([], (0, 1, 0))
    steward.refresh_from_db()
    assert (steward.unit, User.objects.get(pk=steward.user_id).phone) == (unit, "13911110000")
    assert Liaison.objects.get(steward=steward, ended_on=None).user.name == "小张"
    assert not old.memberships.filter(ended_on=None).exists()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"unit": "没有"}, "unit"),
        ({"unit": "诉求受理中心"}, "unit"),
        ({"name": ""}, "name"),
        ({"email": "x@"}, "email"),
    ],
)
def test_a_steward_who_cannot_be_is_named(bring, world, change, column):
    values = {"staff_no": "GJ9", "name": "王", "unit": world.local_unit.code, "phone": "", "email": ""} | change
    assert told(bring("stewards", STEWARDS, [*values.values(), "", "", ""])) == [(2, column)]


def test_who_serves_enterprises_does_not_change_the_unit(bring, world):
    steward, unit = world.steward.steward, worlds.unit("local_unit", "金桥", district_id="310115")
    row = [steward.staff_no, steward.user.name, unit.code, "", "", "", "", ""]
    assert told(bring("stewards", STEWARDS, row)) == [(2, "unit")]
    workflow.end(world.firm.assignments.get(), by=None)
    workflow.retire(steward, by=None)
    assert told(bring("stewards", STEWARDS, row)) == [(2, "staff_no")]


# --- Contacts --------------------------------------------------------------------------------------------------------
def test_contacts_come_with_role_and_access(bring, world):
    firm = worlds.enterprise(worlds.code(31))
    rows = [
        [firm.uscc, "陈经理", "13922220000", "chen@example.com", "行政经理", ""],
        [firm.uscc, "刘总", "13922221111", "", "总经理", "是"],
    ]
    report = bring("contacts", CONTACTS, *rows)
    assert (told(report), counts(report)) == ([], (2, 0, 0))
    first, second = Contact.objects.filter(enterprise=firm).select_related("user").order_by("-is_first")
    assert (first.user.name, first.is_first, first.position) == ("刘总", True, "总经理")
    assert (second.user.phone, second.is_first) == ("13922220000", False)
    assert second.user.grants[0].role == "contact"
    assert EnterpriseAccess.objects.filter(user=second.user, content_object=firm, reason="contact").count() == 1
    assert counts(bring("contacts", CONTACTS, *rows)) == (0, 0, 2)


def test_the_main_contact_changes_hands(bring, world):
    first, second = world.contact, world.colleague
    row = [world.firm.uscc, second.name, "", "", "", "是"]
    assert counts(bring("contacts", CONTACTS, row)) == (0, 1, 0)
    assert list(world.firm.contacts.filter(is_first=True).values_list("user", flat=True)) == [second.pk]
    assert world.firm.contacts.filter(user=first.pk, ended_on=None).exists()


def test_one_person_speaks_for_two_enterprises(bring, world):
    firms = [worlds.enterprise(worlds.code(number)) for number in (32, 33)]
    rows = [[firm.uscc, "陈经理", "13922220000", "", "", ""] for firm in firms]
    assert counts(bring("contacts", CONTACTS, *rows)) == (2, 0, 0)
    assert User.objects.filter(name="陈经理").count() == 1
    changed = [firms[0].uscc, "陈经理", "13922229999", "", "", ""]
    assert told(bring("contacts", CONTACTS, changed)) == [(2, "phone")]


def test_what_is_wrong_with_a_contact_is_named(bring, world):
    firm = world.firm
    rows = [
        [worlds.code(34), "某人", "", "", "", ""],
        ["91310000MA1FL0000X", "某人", "", "", "", ""],
        [firm.uscc, "", "", "", "", ""],
        [firm.uscc, "甲", "", "", "", "是"],
        [firm.uscc, "乙", "", "", "", "是"],
        [firm.uscc, "丙", "12", "", "", ""],
    ]
    report = bring("contacts", CONTACTS, *rows)
    assert told(report) == [(2, "uscc"), (3, "uscc"), (4, "name"), (6, "is_first"), (7, "phone")]


def test_an_enterprise_keeps_a_main_contact(bring, world):
    row = [world.firm.uscc, world.contact.name, "", "", "", "否"]
    assert told(bring("contacts", CONTACTS, row)) == [(2, "is_first")]


def test_changed_numbers_stay_out_of_history_and_masked_ones_change_nothing(bring, world):
    User.objects.filter(pk=world.contact.pk).update(phone="13900000001")
    masked = [world.firm.uscc, world.contact.name, "139****0001", "p***@example.com", "", ""]
    assert counts(bring("contacts", CONTACTS, masked)) == (0, 0, 1)
    real = [world.firm.uscc, world.contact.name, "13900000002", "", "董秘", ""]
    assert counts(bring("contacts", CONTACTS, real)) == (0, 1, 0)
    assert User.objects.get(pk=world.contact.pk).phone == "13900000002"
    assert world.firm.contacts.get(user=world.contact.pk).position == "董秘"
