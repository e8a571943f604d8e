"""A steward goes on leave: the general steward plans the cover, the deputy acts, and it ends in one press."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import Absence, User
from stewards.covers.models import Cover
from stewards.models import Steward, Visit
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.plugins import browser as kit


@pytest.fixture
def walk(phone, sign_in, axe, fits, shot):
    return Walk(phone, sign_in, axe, fits, shot)


@pytest.fixture
def world(site, language):
    world = worlds.build()
    world.mate = worlds.person(Role.STEWARD, world.local_unit, "周建明")
    Steward.objects.create(user=world.mate, staff_no="GJ77", unit=world.local_unit)
    User.objects.filter(pk=world.steward.pk).update(name="林晓岚")
    User.objects.update(language=language)
    today = timezone.localdate()
    Absence.objects.create(user=world.steward, started_on=today, ended_on=today + timedelta(days=4))
    return world


def test_a_deputy_stands_in_until_the_cover_ends(walk, world):
    page = walk.page
    walk.as_(world.general, "/workbench/")
    with kit.turning(page):
        page.locator("main a[href^='/workbench/covers/new/']").first.click()
    walk.look("cover-new")
    with kit.turning(page):
        page.locator("main form.form button.btn--go").click()
    walk.look("cover-errors")
    page.select_option("[name=deputy]", "GJ77")
    page.fill("[name=reason]", "年休假")
    with kit.turning(page):
        page.locator("main form.form button.btn--go").click()
    walk.look("covers")

    walk.as_(world.mate, "/workbench/")
    assert world.firm.name in page.inner_text("main")
    walk.look("deputy-workbench")
    page.goto(f"/workbench/visits/new/?enterprise={world.firm.uscc}")
    page.check("[name=mode][value=phone]")
    page.fill("[name=people]", "王经理")
    page.fill("[name=heard]", "订单平稳")
    with kit.turning(page):
        page.locator("form[data-visit] button[type=submit].btn--go").click()
    page.wait_for_url("**/workbench/visits/*/")
    walk.look("deputy-visit")
    assert Visit.objects.get().author == world.mate

    walk.as_(world.general, "/workbench/covers/")
    page.locator("button[data-dialog]").first.click()
    walk.look("cover-end")
    with kit.turning(page):
        page.locator("dialog[open] button.btn--go, dialog[open] button.btn--stop").first.click()
    walk.look("covers-over")
    assert Cover.objects.get().ended_by == world.general
    walk.as_(world.mate, "/")
    assert page.goto(f"/enterprises/{world.firm.uscc}/").status == 404
