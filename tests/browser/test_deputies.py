"""A handler goes on leave: a colleague of the unit has the cases meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from appeals import workflow
from appeals.enums import AppealState
from portal.accounts.models import User
from tests import world as worlds
from tests.browser.test_journey import Walk
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
    world.case = worlds.appeal_in(world, AppealState.IN_HANDLING)
    workflow.take_on(worlds.lead(world.case), by=world.handler)
    User.objects.update(language=language)
    return world


def test_a_colleague_has_the_cases_of_who_is_away(walk, world):
    page, today = walk.page, timezone.localdate()
    walk.as_(world.handler, "/accounts/me/absences/new/")
    page.fill("[name=started_on]", today.isoformat())
    page.fill("[name=ended_on]", (today - timedelta(days=1)).isoformat())
    page.select_option("[name=deputy]", str(world.second_handler.pk))
    walk.send()
    walk.look(f"deputy-error-{walk.size}")
    assert page.input_value("[name=deputy]") == str(world.second_handler.pk)
    page.fill("[name=ended_on]", (today + timedelta(days=3)).isoformat())
    walk.send()
    walk.look(f"deputy-account-{walk.size}")

    walk.as_(world.second_handler, "/appeals/?view=mine")
    expect(page.locator("main")).to_contain_text(world.case.title)
    page.goto(world.case.get_absolute_url())
    walk.look(f"deputy-case-{walk.size}")
    page.goto("/absences/")
    walk.look(f"deputy-colleagues-{walk.size}")
    with kit.turning(page):
        page.locator("a[href='/absences/new/']").click()
    walk.look(f"deputy-for-{walk.size}")
