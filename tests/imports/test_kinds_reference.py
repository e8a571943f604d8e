"""Units, streets, calendar, industries, categories and limits: differences, errors, and the same file again."""

import datetime

import pytest
from django.urls import reverse

from appeals.models import Category, TimeLimit
from enterprises.models import Industry
from portal.accounts.models import Unit, User
from portal.common.models import CalendarDay, ExportLog
from portal.imports.direct import import_file
from portal.imports.enums import Action
from portal.imports.kinds import registry
from portal.imports.parsing import parse_file
from portal.places.models import Town
from tests import world as worlds
from tests.stewards.rosters import write_csv, write_xlsx

pytestmark = pytest.mark.django_db
KINDS = ["units", "teams", "towns", "calendar", "industries", "categories", "time_limits", "stewards", "contacts"]


@pytest.fixture
def bring(tmp_path):
    """Import rows of a kind and return the report."""

    def run(code, header, *rows, **options):
        path = write_csv(tmp_path / "sheet.csv", [header, *rows])
        return import_file(registry[code], path, **options)

    return run


def told(report):
    return [(error.row, error.column) for error in report.errors]


def counts(report):
    return report.create, report.update, report.unchanged


UNITS = ["代码", "名称", "英文名称", "类型", "上级单位代码", "所属区", "街镇代码"]


def test_units_come_with_their_parents_in_any_order_and_twice_is_once(bring):
    town = Town.objects.get(district="310115", name="张江镇")
    rows = [
        ["ZJ", "张江镇营商服务办公室", "", "属地单位", "PD", "", town.code],
        ["PD", "浦东新区牵头部门", "Pudong lead", "区牵头部门", "", "浦东新区", ""],
    ]
    report = bring("units", UNITS, *rows)
    assert (told(report), counts(report)) == ([], (2, 0, 0))
    local = Unit.objects.get(code="ZJ")
    assert (local.parent.code, local.district_id, local.town) == ("PD", "310115", town)
    assert local.history.get().history_change_reason == "import"
    assert counts(bring("units", UNITS, *rows)) == (0, 0, 2)


def test_units_tell_their_differences_and_list_who_is_missing(bring, tmp_path):
    unit = Unit.objects.create(code="SWW", name="商务委", kind="department")
    other = worlds.unit("department", "经信委")
    path = write_csv(tmp_path / "units.csv", [UNITS, ["SWW", "浦东新区商务委员会", "", "部门", "", "浦东新区", ""]])
    kind = registry["units"]
    plan = kind.plan(parse_file(path, kind.layout).rows, {})
    (change,) = plan.changes
    assert change.action == Action.UPDATE
    assert set(change.differences) == {("name", "商务委", "浦东新区商务委员会"), ("district", "", "浦东新区")}
    assert [one.target for one in plan.absent] == [other]
    unit.refresh_from_db()
    assert unit.name == "商务委"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (["A", "甲", "", "属地单位", "", "", ""], "district"),
        (["A", "甲", "", "属地单位", "", "黄浦区", "310115125"], "town"),
        (["A", "甲", "", "部门", "NIX", "", ""], "parent"),
        (["A", "甲", "", "部门", "A", "", ""], "parent"),
        (["A", "甲", "", "公司", "", "", ""], "kind"),
        (["OLD", "旧", "", "部门", "", "", ""], "code"),
        (["DESK", "中心", "", "部门", "", "", ""], "kind"),
        (["LU", "张江", "", "属地单位", "", "黄浦区", ""], "district"),
        (["B", "第二个", "", "属地单位", "", "", "310115125"], "town"),
    ],
)
def test_a_unit_that_cannot_be_is_named_by_row_and_column(bring, cells, column):
    Unit.objects.create(code="OLD", name="旧部门", kind="department", is_active=False)
    Unit.objects.create(code="DESK", name="诉求受理中心", kind="desk")
    Unit.objects.create(code="LU", name="张江", kind="local_unit", district_id="310115", town_id="310115125")
    report = bring("units", UNITS, cells)
    assert told(report) == [(2, column)]
    assert not report.is_applied


def test_a_tree_does_not_go_in_a_circle(bring):
    rows = [["A", "甲", "", "部门", "B", "", ""], ["B", "乙", "", "部门", "A", "", ""]]
    assert told(bring("units", UNITS, *rows)) == [(2, "parent"), (3, "parent")]


def test_streets_keep_their_district(bring):
    header = ["代码", "名称", "所属区", "类型"]
    good = ["310115599", "东海科创园", "浦东新区", "园区"]
    assert counts(bring("towns", header, good)) == (1, 0, 0)
    assert counts(bring("towns", header, good)) == (0, 0, 1)
    assert told(bring("towns", header, ["310101599", "某街道", "浦东新区", "街道"])) == [(2, "district")]
    assert told(bring("towns", header, ["3101", "某街道", "浦东新区", "街道"])) == [(2, "code")]
    assert told(bring("towns", header, ["310115598", "张江镇", "浦东新区", "镇"])) == [(2, "name")]


def test_days_of_the_calendar_are_set_and_none_is_removed(bring):
    header, day = ["日期", "是否工作日", "备注"], datetime.date(2031, 10, 1)
    before = CalendarDay.objects.count()
    report = bring("calendar", header, ["2031/10/1", "否", "国庆节"], ["2031-10-11", "是", "调休"])
    assert counts(report) == (2, 0, 0)
    assert CalendarDay.objects.get(pk=day).is_workday is False
    assert counts(bring("calendar", header, ["2031年10月1日", "是", ""])) == (0, 1, 0)
    assert CalendarDay.objects.get(pk=day).note == "国庆节"
    assert CalendarDay.objects.count() == before + 2
    assert told(bring("calendar", header, ["2031-13-01", "是", ""])) == [(2, "date")]


def test_industries_stand_in_their_tree(bring):
    header = ["代码", "名称", "层级", "上级代码"]
    rows = [["C2650", "新小类", "小类", "C265"], ["Z01", "错", "大类", "Z"], ["A99", "错", "大类", "B"]]
    report = bring("industries", header, rows[0])
    assert (told(report), counts(report)) == ([], (1, 0, 0))
    assert told(bring("industries", header, *rows[1:])) == [(2, "code"), (2, "parent"), (3, "parent")]
    assert Industry.objects.get(pk="C2650").name == "新小类"


def test_categories_have_two_levels_and_are_set_inactive(bring):
    header = ["代码", "名称", "英文名称", "上级代码", "是否启用"]
    top = ["newtop", "新类别", "New topic", "", ""]
    child = ["newtop.child", "子类别", "Child", "newtop", ""]
    assert counts(bring("categories", header, child, top)) == (2, 0, 0)
    assert told(bring("categories", header, ["x", "孙", "Grandchild", "newtop.child", ""])) == [(2, "parent")]
    assert counts(bring("categories", header, [*child[:4], "否"])) == (0, 1, 0)
    assert not Category.objects.get(code="newtop.child").is_active


LIMITS = ["承诺事项", "难易程度", "类别代码", "级别", "天数", "计算方式", "生效日期", "依据"]


def test_a_limit_is_a_new_row_from_a_later_day_and_never_overwritten(bring):
    limit = TimeLimit.objects.filter(kind="review").first()
    kind = registry["time_limits"]
    line = next(line for line in kind.lines() if line[0] == "审核")
    assert counts(bring("time_limits", LIMITS, line)) == (0, 0, 1)
    changed = [*line[:4], limit.days + 3, *line[5:]]
    assert told(bring("time_limits", LIMITS, changed)) == [(2, "days")]
    later = datetime.date.today() + datetime.timedelta(days=30)
    new = [*changed[:6], later.isoformat(), "新办法"]
    assert counts(bring("time_limits", LIMITS, new)) == (1, 0, 0)
    limit.refresh_from_db()
    assert TimeLimit.objects.filter(kind="review").count() == 2
    assert told(bring("time_limits", LIMITS, [*changed[:6], "2019-01-01", ""])) == [(2, "effective_from")]
    assert told(bring("time_limits", LIMITS, new, new)) == [(3, "kind")]
    assert told(bring("time_limits", LIMITS, ["审核", "", "nix", "", 0, "", later.isoformat(), ""])) == [(2, "days")]


@pytest.mark.parametrize("code", KINDS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_kind_takes_out_comes_in_again_unchanged(client, tmp_path, code, kind):
    world = worlds.build()
    User.objects.filter(pk=world.contact.pk).update(phone="13900000001")
    client.force_login(User.objects.get(pk=world.admin.pk))
    answer = client.post(reverse("imports:sheet", args=[code]), {"kind": kind, "reason": "核对"})
    content = b"".join(answer.streaming_content)
    path = tmp_path / f"sheet.{kind}"
    path.write_bytes(content)
    report = import_file(registry[code], path, dry_run=True)
    assert (report.errors, report.create, report.update) == ([], 0, 0)
    assert report.rows == report.unchanged > 0
    assert ExportLog.objects.get().rows == report.rows


def test_the_tables_are_for_whoever_may_import_them(client):
    client.force_login(worlds.person("city", worlds.unit("city_lead", "市牵头部门")))
    assert client.get(reverse("imports:sheets")).status_code == 403
    assert client.post(reverse("imports:sheet", args=["teams"]), {"kind": "csv", "reason": "看"}).status_code == 404


def test_the_header_alone_names_what_is_missing(tmp_path):
    path = write_xlsx(tmp_path / "x.xlsx", [["代码", "名称"], ["A", "甲"]])
    report = import_file(registry["units"], path)
    assert told(report) == [(1, "kind")]
