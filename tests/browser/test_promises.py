"""A case that keeps its word: a suggestion is taken, a question stops the clock, more time is decided, a bad rating is
followed up.
"""

import re

import pytest

from appeals import workflow as casework
from appeals.enums import AppealState as S
from appeals.enums import Difficulty
from appeals.links import rating_link
from appeals.models import Appeal, FollowUp, Rating
from appeals.routing import workflow as routing
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
    for name, called in {"handler": "王海宁", "dispatcher": "陈立", "contact": "周启明", "city": "何静"}.items():
        User.objects.filter(pk=getattr(world, name).pk).update(name=called, language=language)
    return world


def test_a_suggested_unit_is_taken_and_the_clock_stands_still_while_the_enterprise_is_asked(walk, world):
    page = walk.page
    routing.make_rule(by=world.dispatcher, unit=world.bureau, reason="用电增容由科经委牵头", words="用电 增容")
    appeal = worlds.appeal_in(world, S.ACCEPTED)
    walk.as_(world.dispatcher, appeal.get_absolute_url())
    walk.act("dispatch")
    walk.look("dispatch-suggested")
    with kit.turning(page):
        page.locator("main a[href^='?lead=']").first.click()
    assert page.input_value("[name=lead]") == world.bureau.name
    walk.send()
    casework.take_on(worlds.lead(appeal), by=world.handler)

    walk.as_(world.handler, appeal.get_absolute_url())
    walk.act("question")
    page.fill("[name=text]", "请提供二期厂房的负荷计算书。")
    walk.look("question")
    walk.send()
    assert page.locator("[data-state=paused]").count()
    walk.look("case-paused")

    walk.as_(world.contact, appeal.get_absolute_url())
    assert "负荷计算书" in page.inner_text("main")
    walk.look("case-asked")
    walk.act("supplement")
    page.fill("[name=text]", "已上传，最大负荷 3200 千瓦。")
    walk.send()
    assert not page.locator("[data-state=paused]").count()


def test_more_time_is_asked_for_and_decided(walk, world):
    page = walk.page
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    casework.take_on(worlds.lead(appeal), by=world.handler)
    walk.as_(world.handler, appeal.get_absolute_url())
    with kit.turning(page):
        page.goto(f"{appeal.get_absolute_url()}{worlds.lead(appeal).pk}/more-time/")
    walk.look("more-time")
    page.fill("[name=reason]", "需与电力公司会商接入方案。")
    walk.send()
    walk.as_(world.dispatcher)
    walk.look("more-time-due")
    with kit.turning(page):
        page.locator(f"main a[href='{appeal.get_absolute_url()}']").first.click()
    walk.act("more-time")
    page.check("[name=granted][value=no]")
    walk.send()
    assert page.locator("[role=alert]").count()
    walk.look("more-time-decide")
    page.check("[name=granted][value=yes]")
    walk.send()
    walk.look("more-time-granted")
    assert Appeal.objects.get(pk=appeal.pk).difficulty == Difficulty.DIFFICULT


def test_a_rating_out_of_a_mail_is_followed_up_by_the_desk(walk, world):
    page = walk.page
    appeal = worlds.appeal_in(world, S.REPLIED)
    page.context.clear_cookies()
    page.goto(rating_link(appeal, world.contact))
    walk.look("rate-by-link")
    page.locator("input[name$='-level'][value='2']").check(force=True)
    page.locator("input[name$='-solved'][value='no']").check(force=True)
    with kit.turning(page):
        page.locator("button[name=keep]").click()
    walk.look("rate-by-link-thanks")
    assert Rating.objects.get().level == 2 and Appeal.objects.get(pk=appeal.pk).state == S.REPLIED

    walk.as_(world.dispatcher, appeal.get_absolute_url())
    walk.act("calls")
    page.fill("[name=text]", "企业称仍未送电。")
    walk.look("call")
    walk.send()
    walk.act("re-checks")
    page.check("[name=helped][value=no]")
    page.fill("[name=text]", "现场核实尚未送电。")
    walk.look("re-check")
    walk.send()
    walk.look("case-followed-up")
    assert FollowUp.objects.get().helped is False

    walk.as_(world.city, "/appeals/satisfaction/")
    walk.look("satisfaction")
    with kit.turning(page):
        page.locator("main a.fig").first.click()
    walk.look("satisfaction-rows")
    assert re.search(r"SQ-\d{4}-\d{6}", page.inner_text("main"))
