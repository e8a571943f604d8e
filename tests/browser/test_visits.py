"""A steward writes a visit down by thumb: an error first, a promise, a correction, an addition, the promise kept."""

import pytest
from django.utils import timezone

from portal.accounts.models import User
from stewards.models import Assignment, FollowUp, Visit
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.plugins import browser as kit


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    return Walk(page, sign_in, axe, fits, shot)


@pytest.fixture
def world(site):
    world = worlds.build()
    User.objects.filter(pk=world.steward.pk).update(name="林晓岚")
    return world


def test_a_visit_from_the_lobby_to_the_promise_kept(walk, world, language):
    page = walk.page
    User.objects.filter(pk=world.steward.pk).update(language=language)
    walk.as_(world.steward, "/workbench/visits/")
    walk.look("visits-empty")
    page.locator("main .head__acts .btn--go").click()
    page.select_option("[name=enterprise]", world.firm.uscc)
    page.check("[name=topics][value=policy]")
    page.fill("[name=heard]", "一季度订单增长，缺少熟练焊工")
    page.fill("[name=form-0-text]", "送技能补贴办法")
    walk.look("visit-new")
    page.locator("form[data-visit] button[type=submit]").click()
    page.locator("[data-visit-errors] li").first.wait_for()
    walk.look("visit-errors")
    assert page.input_value("[name=heard]") == "一季度订单增长，缺少熟练焊工"
    assert page.is_checked("[name=topics][value=policy]")
    page.fill("[name=people]", "王经理、林晓岚")
    page.fill("[name=form-0-due_on]", timezone.localdate().isoformat())
    walk.send()
    page.wait_for_url("**/workbench/visits/*/")
    walk.look("visit")
    assert Visit.objects.get().mode == "on_site"

    page.locator("main a[href$='/correct/']").click()
    page.fill("[name=heard]", "一季度订单增长，缺少熟练焊工和质检员")
    walk.look("visit-correct")
    walk.send()
    page.wait_for_url("**/workbench/visits/*/")
    assert "质检员" in page.inner_text("main")

    page.locator("main a[href$='/add/']").click()
    page.fill("[name=text]", "已与人社局约定下周上门")
    walk.send()
    page.wait_for_url("**/workbench/visits/*/")
    walk.look("visit-added")

    page.goto("/workbench/")
    page.locator("a[href*='/follow-ups/']").first.click()
    page.fill("[name=outcome]", "已送达并讲解")
    walk.look("follow-up")
    walk.send()
    page.wait_for_url("**/workbench/visits/*/")
    assert FollowUp.objects.get().done_by_id == world.steward.pk
    page.goto("/workbench/visits/")
    walk.look("visits")
    page.goto(f"/enterprises/{world.firm.uscc}/")
    walk.look("visits-of-enterprise")


def test_the_day_offers_the_first_contact_after_a_hand_over(walk, world, language):
    page = walk.page
    mate = worlds.steward_of(worlds.enterprise(worlds.CODES[4], local_unit=world.local_unit), world.local_unit)
    Assignment.objects.filter(enterprise=world.firm).update(ended_at=timezone.now(), slot=1)
    worlds.stewardship.assign(mate.steward, world.firm, by=None)
    User.objects.filter(pk=mate.pk).update(language=language)
    walk.as_(mate, "/workbench/")
    walk.look("workbench-first-contact")
    page.locator("a[href*='/visits/new/']").first.click()
    assert page.input_value("[name=enterprise]") == world.firm.uscc


def test_a_visit_needs_no_javascript(no_javascript, sign_in, world):
    page = no_javascript
    sign_in(page, world.steward.username)
    page.goto(f"/workbench/visits/new/?enterprise={world.firm.uscc}")
    page.fill("[name=people]", "王经理")
    page.fill("[name=heard]", "一切正常")
    page.locator("main form.form button.btn--go").click()
    page.wait_for_url("**/workbench/visits/*/")
    assert Visit.objects.count() == 1
