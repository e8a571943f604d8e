"""Two units give a case back, the desk rules, and the ruling becomes a rule that is tried, used and ended."""

import pytest

from appeals import workflow as casework
from appeals.enums import AppealState as S
from appeals.routing.models import RoutingRule
from portal.accounts.models import User
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.plugins import browser as kit


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    return Walk(page, sign_in, axe, fits, shot)


@pytest.fixture
def world(site, language):
    world = worlds.build()
    User.objects.filter(pk=world.dispatcher.pk).update(name="陈立", language=language)
    for title in ("变压器容量不足", "园区变压器老化"):
        appeal = casework.submit(worlds.draft(world, title=title), by=world.contact)
        casework.dispatch(casework.accept(appeal, by=world.steward), by=world.dispatcher, lead=world.power)
    return world


def test_a_ruling_becomes_a_rule(walk, world):
    page = walk.page
    appeal = worlds.appeal_in(world, S.ACCEPTED)
    appeal = worlds.returned_by(world, appeal, world.bureau, world.handler)
    appeal = worlds.returned_by(world, appeal, world.other_bureau, world.other_handler)
    walk.as_(world.dispatcher, appeal.get_absolute_url())
    walk.act("ruling")
    page.fill("[name=lead]", world.power.name)
    page.fill("[name=ruling]", "增容属供电公司职责，依据供电营业规则。")
    walk.look("ruling")
    walk.send()
    walk.act("routing/new")
    assert page.input_value("[name=unit]") == world.power.name
    walk.send()
    assert page.locator("[role=alert]").count()
    walk.look("rule-errors")
    page.fill("[name=words]", "变压器 增容")
    with kit.turning(page):
        page.locator("button[name=try]").click()
    assert "变压器容量不足" in page.inner_text("main")
    walk.look("rule-tried")
    page.fill("[name=reason]", "两次退回后裁定由供电公司办理")
    walk.send()
    walk.look("rules")
    assert RoutingRule.objects.get().from_appeal == appeal
    with kit.turning(page):
        page.locator("main form.actform button").first.click()
    walk.look("rules-over")
    assert RoutingRule.objects.get().ended_on
    page.goto("/appeals/routing/returns/")
    walk.look("return-rates")
