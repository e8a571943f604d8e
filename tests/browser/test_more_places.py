"""On a phone the bottom bar has four places, and one that opens all others."""

import pytest

from portal.accounts.models import User
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.plugins import browser as kit


@pytest.fixture
def world(site, language):
    world = worlds.build()
    User.objects.update(language=language)
    return world


def test_a_steward_reaches_training_and_closes_the_list_again(phone, sign_in, axe, fits, shot, world):
    walk = Walk(phone, sign_in, axe, fits, shot)
    walk.as_(world.steward, "/workbench/")
    page = walk.page
    more = page.locator(".bottom summary")
    more.click()
    assert page.locator(".bottom .menu__box a[href='/workbench/']").count() == 0
    walk.look("more-places")
    page.keyboard.press("Escape")
    assert page.locator(".bottom details[open]").count() == 0
    more.press("Enter")
    with kit.turning(page):
        page.locator(".bottom .menu__box a[href='/training/']").click()
    assert page.url.endswith("/training/")


@pytest.mark.parametrize("language", ["zh-hans"])
def test_the_list_opens_without_javascript(no_javascript, sign_in, world):
    page = no_javascript
    page.set_viewport_size(kit.PHONE)
    sign_in(page, world.general.username)
    page.goto("/workbench/")
    page.locator(".bottom summary").click()
    page.locator(".bottom .menu__box a[href='/workbench/covers/']").click()
    assert page.url.endswith("/workbench/covers/")
