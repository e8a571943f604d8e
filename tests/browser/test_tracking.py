"""Somebody without an account follows a case by its number and a code, on a phone and at a desk."""

import pytest

from appeals.enums import AppealState as S
from appeals.tracking import codes
from appeals.tracking.models import FollowCode
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.plugins import browser as kit

EMAIL = "zhou@example.cn"


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    return Walk(page, sign_in, axe, fits, shot)


@pytest.fixture
def case(site, language):
    world = worlds.build()
    world.contact.email, world.contact.name = EMAIL, "周启明"
    world.contact.save(update_fields=["email", "name"])
    return worlds.appeal_in(world, S.REPLIED)


def test_a_case_is_followed_without_an_account(walk, case):
    page = walk.page
    page.goto("/accounts/login/")
    with kit.turning(page):
        page.locator("a[href='/follow/']").click()
    walk.look("follow")
    walk.send()
    assert page.locator("[role=alert]").count()
    walk.look("follow-errors")
    page.fill("[name=number]", case.number)
    page.fill("[name=address]", EMAIL)
    walk.send()
    walk.look("follow-code")
    page.fill("[name=code]", "12")
    walk.send()
    walk.look("follow-code-wrong")
    page.fill("[name=code]", codes.code(FollowCode.objects.get()))
    walk.send()
    page.wait_for_url(f"**/follow/{case.number}/")
    assert case.title in page.inner_text("main")
    walk.look("follow-case")
    with kit.turning(page):
        page.locator("form[action='/follow/end/'] button").click()
    page.goto(f"/follow/{case.number}/")
    page.wait_for_url("**/follow/")
