"""The whole way of a sheet through the pages: upload, preview, choices, confirmation, result, undo."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from enterprises.models import Contact, Enterprise
from portal.common import hooks
from portal.common.models import ExportLog
from portal.imports.models import Import
from portal.imports.worker import work_all
from portal.notifications.models import Notification
from stewards.models import Assignment
from tests.stewards.rosters import code, entry, lines, serving, steward_of, write_xlsx

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


def counts(run):
    run.refresh_from_db()
    return run.created, run.updated, run.unchanged, run.failed


def test_an_upload_waits_for_the_worker_and_its_page_looks_again(desk, sheet):
    response = desk.upload(sheet([entry(1)]))
    run = Import.objects.get()
    assert response.url == desk.url(run)
    page = desk.page(run)
    assert (run.state, page["Refresh"]) == ("uploaded", "3")
    assert run.file_name in text_of(page)
    assert text_of(desk.client.get(reverse("admin:imports_import_changelist"))).count(run.file_name) == 1


def test_the_preview_shows_counts_and_changes_nothing(desk, sheet, admin):
    run = desk.bring(sheet([entry(1), entry(2, founded_on="2010-02-30")]))
    assert (run.state, counts(run)) == ("ready", (1, 0, 0, 1))
    page = text_of(desk.page(run))
    assert "2010-02-30" in page
    assert not Enterprise.objects.exists()
    assert [item.url for item in hooks.due_items(admin, admin.grants[0])][:1] == [desk.url(run)]
    assert Notification.objects.get(recipient=admin).url == desk.url(run)


def test_differences_are_shown_field_by_field(desk, sheet):
    desk.apply(desk.bring(sheet([entry(1)])))
    run = desk.bring(sheet([entry(1, revenue=99, contact_phone="13611112222", steward_no="GJ0009", steward_name="新")]))
    row = run.rows.get(number=2)
    assert row.action == "update"
    assert row.differences == [
        ["revenue", "12000.5", "99"],
        ["contact_phone", "13900000001", "13611112222"],
        ["steward_no", "GJ0000", "GJ0009"],
        ["steward_name", "", "新"],
    ]
    page = text_of(desk.page(run))
    assert "12000.5" in page
    assert "136****2222" in page
    assert "13611112222" not in page


def test_the_way_to_the_result(desk, sheet, admin):
    run = desk.bring(sheet([entry(1), entry(2)]))
    desk.decide(run)
    assert run.state == "confirmed"
    assert "Refresh" in desk.page(run)
    work_all()
    run.refresh_from_db()
    assert (run.state, counts(run), run.confirmed_by) == ("applied", (2, 0, 0, 0), admin)
    assert Enterprise.objects.count() == 2
    assert Enterprise.objects.first().history.get().history_user == admin
    assert not run.rows.exclude(values={}).exists()
    assert desk.page(run).status_code == 200
    assert "applied" in Notification.objects.latest("pk").key


def test_the_same_file_again_has_nothing_to_confirm(desk, sheet):
    content = sheet([entry(1)])
    desk.apply(desk.bring(content))
    run = desk.bring(content)
    assert counts(run) == (0, 0, 1, 0)
    with override("en"):
        desk.decide(run)
    assert run.state == "ready"


def test_faulty_rows_stop_the_file_until_they_are_left_out(desk, sheet):
    run = desk.bring(sheet([entry(1), entry(2, name="")]))
    desk.decide(run)
    assert run.state == "ready"
    desk.apply(run, "skip_errors")
    assert (run.state, counts(run)) == ("applied", (1, 0, 0, 1))
    assert Enterprise.objects.get().uscc == code(1)


def test_enterprises_over_the_cap_come_in_without_steward_by_choice(desk, sheet):
    run = desk.bring(sheet(steward_of("S1", "王一", 11, 0)))
    assert counts(run) == (10, 0, 0, 1)
    desk.decide(run, "without_steward_over_cap")
    assert run.state == "read"
    work_all()
    assert counts(run) == (11, 0, 0, 0)
    assert run.rows.exclude(notes=[]).get().number == 12
    desk.apply(run, "without_steward_over_cap")
    assert (run.state, Assignment.objects.open().count(), Enterprise.objects.count()) == ("applied", 10, 11)


def test_what_the_file_does_not_name_is_listed_and_stays(desk, sheet):
    desk.apply(desk.bring(sheet([entry(1), entry(2)])))
    run = desk.bring(sheet([entry(1, revenue=3)]))
    assert run.missing == 1
    assert run.rows.get(action="missing").key == code(2)
    desk.apply(run)
    assert serving() == {code(1): "GJ0000", code(2): "GJ0000"}


def test_assignments_missing_from_the_file_end_by_choice_and_make_room(desk, sheet):
    desk.apply(desk.bring(sheet(steward_of("S1", "王一", 10, 0))))
    rows = [*steward_of("S1", "王一", 9, 0), *steward_of("S1", "王一", 1, 50)]
    run = desk.bring(sheet(rows))
    assert counts(run) == (0, 0, 9, 1)
    desk.decide(run, "end_missing")
    work_all()
    assert (counts(run), run.ended) == ((1, 0, 9, 0), 1)
    desk.apply(run, "end_missing")
    assert serving() == {row["uscc"]: "S1" for row in rows}
    assert Enterprise.objects.count() == 11


def test_an_enterprise_of_another_district_is_not_missing(desk, sheet):
    elsewhere = {"district": "徐汇区", "street": "徐家汇街道", "steward_unit": "徐家汇街道"}
    desk.apply(desk.bring(sheet([entry(1), entry(20, **elsewhere)])))
    assert desk.bring(sheet([entry(1)])).missing == 0


def test_a_plan_that_is_no_longer_true_is_shown_again(desk, sheet):
    desk.apply(desk.bring(sheet([entry(1)])))
    run = desk.bring(sheet([entry(1, revenue=5)]))
    Enterprise.objects.update(revenue=7)
    desk.decide(run)
    work_all()
    run.refresh_from_db()
    assert (run.state, run.has_changed, Enterprise.objects.get().revenue) == ("ready", True, 7)
    assert run.rows.get(number=2).differences == [["revenue", "7", "5"]]
    desk.apply(run)
    assert (run.state, Enterprise.objects.get().revenue) == ("applied", 5)


def test_a_second_tab_confirms_once_and_a_stale_one_not_at_all(desk, sheet):
    run = desk.bring(sheet([entry(1)]))
    desk.decide(run)
    first = run.confirmed_at
    desk.decide(run)
    assert (run.state, run.confirmed_at) == ("confirmed", first)
    work_all()
    run.refresh_from_db()
    desk.decide(run)
    assert (run.state, Enterprise.history.count()) == ("applied", 1)
    other = desk.bring(sheet([entry(2)]))
    desk.decide(other, seen="0" * 64)
    assert other.state == "ready"


def test_a_cancelled_import_leaves_no_file_and_no_rows(desk, sheet, django_capture_on_commit_callbacks):
    run = desk.bring(sheet([entry(1)]))
    path = run.file.path
    with django_capture_on_commit_callbacks(execute=True):
        desk.client.post(desk.url(run, "cancel"))
    run.refresh_from_db()
    assert (run.state, run.file.name, run.rows.count()) == ("cancelled", "", 0)
    with pytest.raises(FileNotFoundError):
        open(path)  # noqa: PTH123, SIM115
    assert desk.page(run).status_code == 200


def test_the_sheet_comes_back_with_a_column_of_reasons(desk, sheet, tmp_path):
    rows = [entry(1), entry(2, founded_on="2010-02-30", revenue="多")]
    run = desk.bring(write_xlsx(tmp_path / "a.xlsx", lines(rows), title="名单").read_bytes())
    assert desk.client.post(desk.url(run, "reasons"), {"kind": "xlsx", "reason": ""}).status_code == 422
    content = desk.take(run, "reasons")
    log = ExportLog.objects.get()
    assert (log.rows, log.reason) == (1, "核对")
    again = desk.bring(content)
    assert (counts(again), again.warnings) == ((0, 0, 0, 1), [])
    whole = desk.bring(desk.take(run, "reasons", "?all", kind="csv"), name="全表.csv")
    assert counts(whole) == (1, 0, 0, 1)


def test_the_undo_file_restores_what_stood_there(desk, sheet):
    before = [entry(1), entry(2), entry(3)]
    desk.apply(desk.bring(sheet(before)))
    changes = {
        "name": "改名公司", "street": "金桥镇", "industry": "C2651", "ownership": "外资", "level": "市级",
        "registered_capital": 1, "employees": 2, "revenue": 3, "assets": 4, "founded_on": "2001-02-03", "tags": "新",
        "registered_address": "甲", "operating_address": "乙", "longitude": 121, "latitude": 31.5, "datum": "WGS-84",
        "contact_name": "新联系人", "contact_phone": "13611112222", "contact_email": "new@example.com",
        "steward_no": "GJ9", "steward_name": "新管家", "steward_phone": "", "steward_email": "",
    }  # fmt: skip
    run = desk.apply(desk.bring(sheet([entry(1, **changes), entry(2, contact_phone="13633334444"), entry(3)])))
    assert (run.state, counts(run)) == ("applied", (0, 2, 1, 0))
    page = text_of(desk.page(run))
    assert desk.url(run, "undo") in page
    back = desk.apply(desk.bring(desk.take(run, "undo"), name="撤销.xlsx"))
    assert (back.state, counts(back)) == ("applied", (0, 2, 0, 0))
    check = desk.bring(sheet(before))
    assert counts(check) == (0, 0, 3, 0), list(check.rows.values_list("differences", flat=True))
    assert serving()[code(1)] == "GJ0000"
    assert Contact.objects.get(enterprise__uscc=code(1), is_first=True).user.name == "联系人1"


def test_ended_assignments_come_back_with_the_undo_file(desk, sheet):
    desk.apply(desk.bring(sheet([entry(1), entry(2)])))
    run = desk.bring(sheet([entry(1)]))
    desk.apply(run, "end_missing")
    assert serving() == {code(1): "GJ0000"}
    desk.apply(desk.bring(desk.take(run, "undo")))
    assert serving() == {code(1): "GJ0000", code(2): "GJ0000"}


def test_what_no_sheet_takes_back_is_said_in_words(desk, sheet):
    bare = dict.fromkeys(entry(1), "") | {key: entry(1)[key] for key in ("name", "uscc", "district", "street")}
    desk.apply(desk.bring(sheet([bare])))
    run = desk.apply(desk.bring(sheet([entry(1), entry(2)])))
    page = desk.page(run)
    assert len(page.context["lasting"]) > 10
    assert not desk.take(run, "undo") or page.context["has_undo"]


def test_a_masked_value_never_overwrites_and_is_noted(desk, sheet):
    desk.apply(desk.bring(sheet([entry(1)])))
    run = desk.bring(sheet([entry(1, contact_phone="139****0001", contact_email="c***@example.com", revenue=1)]))
    row = run.rows.get(number=2)
    assert [column for column, _before, _after in row.differences] == ["revenue"]
    assert [note["column"] for note in row.notes] == ["contact_phone", "contact_email"]
    desk.apply(run)
    assert Contact.objects.get().user.phone == "13900000001"


def test_a_guarded_formula_comes_back_as_text(desk, sheet):
    desk.apply(desk.bring(sheet([entry(1, operating_address="'=HYPERLINK(1)", name="'+上海公司")])))
    enterprise = Enterprise.objects.get()
    assert (enterprise.operating_address, enterprise.name) == ("=HYPERLINK(1)", "+上海公司")


def test_only_who_may_import_sees_the_pages(client, admin, sheet, desk):
    run = desk.bring(sheet([entry(1)]))
    assert client.get(reverse("admin:imports_import_blank", args=["roster"])).status_code == 200
    assert client.get(reverse("admin:imports_import_blank", args=["nothing"])).status_code == 404
    admin.memberships.update(ended_on="2020-01-02")
    type(admin).objects.filter(pk=admin.pk).update(is_superuser=False)
    for name in ("change", "confirm", "reasons", "undo"):
        assert client.get(desk.url(run, name)).status_code in (302, 403, 404)
    assert client.get(reverse("admin:imports_import_add")).status_code in (302, 403)


def test_the_pages_read_and_never_write(desk, sheet, read_only_get):
    run = desk.bring(sheet([entry(1), entry(2, name="")]))
    applied = desk.apply(desk.bring(sheet([entry(3)])))
    with read_only_get():
        for page in (desk.url(run), desk.url(run, "reasons"), desk.url(applied), desk.url(applied, "undo")):
            assert desk.client.get(page).status_code == 200
        assert desk.client.get(reverse("admin:imports_import_add")).status_code == 200
        assert desk.client.get(reverse("admin:imports_import_changelist")).status_code == 200
