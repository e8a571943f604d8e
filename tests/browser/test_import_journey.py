"""A newcomer in the administration brings a dirty roster in and gets it right, at a desk and on a phone."""

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import override

from enterprises.models import Enterprise
from portal.imports.models import Import
from portal.imports.worker import work_all
from tests import world as worlds
from tests.plugins import browser as kit
from tests.stewards.rosters import entry, lines, write_xlsx

COUNT = 300
#: Rows of the sheet that somebody typed wrongly, and what is wrong with them.
DIRT = {20: {"founded_on": "2010-02-30"}, 41: {"revenue": "五百万"}, 99: {"street": "徐家汇街道"}, 150: {"name": ""}}


@pytest.fixture
def admin(transactional_db, settings, tmp_path, language):
    settings.MEDIA_ROOT = tmp_path / "media"
    person = worlds.person(role="admin", name="新任管理员")
    person.is_staff = person.is_superuser = True
    person.language = language
    person.save()
    return person


@pytest.fixture
def roster(tmp_path):
    def write(name, changes):
        rows = [entry(number, **changes.get(number, {})) for number in range(COUNT)]
        return write_xlsx(tmp_path / name, lines(rows), title="重点企业名单")

    return write


def button(page, words):
    return page.get_by_role("button", name=words)


def upload(page, path):
    page.goto("/admin/imports/import/")
    page.locator("#content .object-tools a.addlink").click()
    page.locator("input[type=file]").set_input_files(path)
    button(page, _("Upload and compare")).click()
    page.get_by_role("status").wait_for()
    return Import.objects.latest("pk")


@pytest.mark.parametrize("size", [kit.DESK, kit.PHONE], ids=["desk", "phone"])
def test_a_newcomer_brings_a_dirty_roster_and_gets_it_right(
    open_page, sign_in, admin, roster, language, axe, fits, shot, size, tmp_path
):
    page = open_page(size)
    sign_in(page, admin.username)

    def look(name, *, is_long=False):
        axe(page)
        fits(page)
        shot(page, f"import-{name}", full_page=not is_long)

    with override(language):
        page.goto("/admin/imports/import/add/")
        look("upload")
        (tmp_path / "text.xlsx").write_text("企业名称,街镇\n", "utf-8")
        page.locator("input[type=file]").set_input_files(tmp_path / "text.xlsx")
        button(page, _("Upload and compare")).click()
        page.locator(".errorlist").first.wait_for()
        look("refused")

        run = upload(page, roster("dirty.xlsx", DIRT))
        look("progress")
        work_all()
        page.locator(".imports__faults").first.wait_for()  # the page of progress looks again by itself
        assert page.locator(".imports__row--error").count() == len(DIRT)
        look("preview-errors")
        page.goto(f"/admin/imports/import/{run.pk}/change/?show=create")
        look("preview-new", is_long=True)

        page.get_by_role("link", name=_("Take the faulty rows with their reasons")).click()
        look("reasons")
        page.locator("[name=reason]").fill("更正")
        with page.expect_download() as taken:
            button(page, _("Take the file")).click()
        assert taken.value.suggested_filename.endswith(".xlsx")

        page.goto(f"/admin/imports/import/{run.pk}/change/")
        button(page, _("Cancel this import")).click()
        run.refresh_from_db()
        assert (run.state, Enterprise.objects.count()) == ("cancelled", 0)

        run = upload(page, roster("better.xlsx", {20: DIRT[20]}))
        work_all()
        page.locator(".imports__filters").wait_for()
        page.get_by_label(_("Leave the rows with errors out and apply the others")).check()
        button(page, _("Confirm and apply")).click()
        page.get_by_role("status").wait_for()
        work_all()
        page.locator(".imports__result--applied").wait_for()
        assert Enterprise.objects.count() == COUNT - 1
        look("result")

        run = upload(page, roster("later.xlsx", {7: {"revenue": 9, "contact_phone": "13611112222"}}))
        work_all()
        page.locator(".imports__filters").wait_for()
        page.goto(f"/admin/imports/import/{run.pk}/change/?show=update")
        look("preview-differences")
        page.goto("/admin/imports/import/")
        look("list")


def test_the_import_works_without_javascript(no_javascript, sign_in, admin, roster, language):
    page = no_javascript
    sign_in(page, admin.username)
    with override(language):
        upload(page, roster("clean.xlsx", {}))
        work_all()
        page.locator(".imports__filters").wait_for()
        button(page, _("Confirm and apply")).click()
        work_all()
        page.locator(".imports__result--applied").wait_for()
    assert Enterprise.objects.count() == COUNT
