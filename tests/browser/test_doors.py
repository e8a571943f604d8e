"""The pages of the doors: the documentation under the strict policy, the tray, and what was given up."""

import pytest
from playwright.sync_api import expect

from appeals.doors.enums import CallbackState
from appeals.doors.models import Callback
from appeals.models import Appeal
from portal.accounts.models import User
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.doors import asking
from tests.plugins import browser as kit


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    found = Walk(page, sign_in, axe, fits, shot)
    found.size = request.param
    return found


@pytest.fixture
def world(site, language):
    world = worlds.build()
    world.hotline = asking.client()
    world.item = asking.in_tray(world.hotline, credit_code=worlds.code(7))
    Callback.objects.create(
        client=world.hotline, external_number="20261120-000087", state=CallbackState.DEAD, attempts=8,
        last_error="The connected system answered 503.", payload={"state": "accepted"},
    )  # fmt: skip
    User.objects.update(language=language)
    return world


@pytest.mark.parametrize("language", ["en"])
def test_the_documentation_works_under_the_strict_policy(desk, site, shot):
    """The fixture that watches the page fails on any message of the console and any file from elsewhere."""
    desk.goto("/api/v1/docs")
    desk.locator(".opblock-summary").first.wait_for()
    assert desk.locator(".opblock").count() == 4
    desk.locator(".opblock-summary-control").first.click()
    desk.locator(".opblock-body .responses-wrapper").first.wait_for()
    desk.locator(".btn.authorize").first.click()
    desk.locator(".auth-container").first.wait_for()
    shot(desk, "api-docs")


def test_the_desk_finds_the_enterprise_of_a_case_in_the_tray(walk, world):
    page = walk.page
    walk.as_(world.dispatcher, "/appeals/tray/")
    walk.look(f"tray-{walk.size}")
    with kit.turning(page):
        page.locator(f"a[href$='/tray/{world.item.pk}/']").click()
    walk.look(f"tray-item-{walk.size}")
    walk.send()
    walk.look(f"tray-item-error-{walk.size}")
    with kit.turning(page):
        page.locator("a[href$='/enter/']").click()
    walk.look(f"tray-enter-{walk.size}")
    page.go_back()
    page.fill("[name=enterprise]", world.firm.uscc)
    page.select_option("[name=category]", str(world.category.pk))
    walk.send()
    assert Appeal.objects.get().external_number == world.item.external_number
    page.goto("/appeals/tray/")
    walk.look(f"tray-empty-{walk.size}")


def test_what_was_given_up_is_sent_again(walk, world):
    page = walk.page
    walk.as_(world.dispatcher, "/appeals/doors/dead/")
    walk.look(f"dead-{walk.size}")
    with kit.turning(page):
        page.locator("main form.actform button").first.click()
    walk.look(f"dead-empty-{walk.size}")
    assert Callback.objects.get(external_number="20261120-000087").replayed_by == world.dispatcher


def test_a_caller_hears_the_number(walk, world):
    page = walk.page
    walk.as_(world.dispatcher, "/appeals/intake/")
    walk.look(f"take-in-{walk.size}")
    walk.send()
    walk.look(f"take-in-error-{walk.size}")
    page.locator("[name=enterprise]").press_sequentially(world.firm.uscc[:8])
    expect(page.locator(f"datalist option[value$='{world.firm.uscc}']")).to_have_count(1)
    page.fill("[name=enterprise]", world.firm.uscc)
    page.fill("[name=caller]", "王经理")
    page.select_option("[name=category]", str(world.category.pk))
    page.fill("[name=title]", "停电三小时")
    page.fill("[name=text]", "产线停了，何时恢复？")
    walk.send()
    walk.look(f"taken-in-{walk.size}")
    assert Appeal.objects.get().number in page.inner_text("main")
    with kit.turning(page):
        page.locator("main a.btn--go").click()
    assert "王经理" in page.inner_text("main")
    walk.look(f"taken-in-case-{walk.size}")
    page.goto("/appeals/intake/new-firm/")
    walk.look(f"take-in-new-{walk.size}")
