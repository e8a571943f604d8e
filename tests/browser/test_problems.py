"""A contact joins what it writes to the own open case; three cases are gathered, answered once, and one is rated."""

import pytest

from appeals.enums import AppealState as S
from appeals.enums import ClosedAs
from appeals.models import Appeal
from appeals.problems.models import PassedUp, Problem
from portal.accounts.models import User
from tests.browser.test_journey import Walk
from tests.plugins import browser as kit
from tests.problems import samples


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    return Walk(page, sign_in, axe, fits, shot)


@pytest.fixture
def world(site, language):
    world = samples.build()
    names = {"contact": "周启明", "neighbour": "吴思远", "dispatcher": "沈知行", "handler": "王海宁", "city": "何静"}
    for name, called in names.items():
        User.objects.filter(pk=getattr(world, name).pk).update(name=called, language=language)
    return world


def step(walk, selector):
    """Press what leads to another page."""
    with kit.turning(walk.page):
        walk.page.locator(selector).first.click()


def test_a_contact_sees_the_own_case_and_joins_what_was_typed(walk, world):
    page = walk.page
    own, foreign = samples.case(world), samples.case(world, world.neighbour_firm)
    answer = samples.published(world, samples.case(world, world.neighbour_firm, S.REPLIED, title="厂房用电增容"))
    samples.window(world)
    walk.as_(world.contact, "/appeals/new/")
    walk.look("problems-window")
    step(walk, "main form[action$='/start/'] button")
    page.fill("[name=title]", "二期厂房用电增容还没有完成")
    page.fill("[name=text]", "昨天又停了三小时。")
    page.locator(f"main a[href*='/join/{own.number}/']").wait_for()
    assert foreign.number not in page.content() and world.neighbour_firm.name not in page.content()
    walk.look("problems-writing")
    step(walk, f"main a[href*='/join/{own.number}/']")
    assert "昨天又停了三小时。" in page.inner_text("main")
    walk.look("problems-join")
    step(walk, "main form.form button.btn--go")
    assert own.number in page.url and "昨天又停了三小时。" in page.inner_text("main")
    page.goto("/appeals/answers/?q=增容")
    walk.look("problems-answers")
    step(walk, f"main a[href='{answer.get_absolute_url()}']")
    walk.look("problems-answer")


def test_the_desk_gathers_three_cases_the_unit_answers_once_and_a_contact_rates(walk, world):
    page = walk.page
    first = samples.case(world, state="taken")
    samples.case(world, world.neighbour_firm, "taken")
    samples.case(world, world.neighbour_firm)
    walk.as_(world.dispatcher, f"/appeals/{first.number}/similar/")
    for box in page.locator("[name=pick][type=checkbox]").all():
        box.check()
    walk.look("problems-similar")
    step(walk, "main form.form button.btn--go")
    page.fill("[name=title]", "园区用电增容排队")
    walk.send()
    page.locator("[role=alert]").first.wait_for()
    walk.look("problems-new")
    page.fill("[name=cause]", "三号变电站容量不足，新增用电需排队。")
    page.fill("[name=lead_unit]", world.bureau.name)
    walk.send()
    walk.look("problems-gathered")
    made = Problem.objects.get()
    assert made.members.count() == 3
    page.goto("/appeals/problems/")
    walk.look("problems-list")

    walk.as_(world.handler, made.get_absolute_url())
    step(walk, "main a[href$='/answer/']")
    page.select_option("[name=outcome]", "solved")
    page.fill("[name=text]", "三号变电站已扩容，即日起可办理增容。")
    walk.look("problems-answering")
    walk.send()
    walk.look("problems-answered")
    assert Appeal.objects.filter(state=S.REPLIED).count() == 2

    walk.as_(world.contact, first.get_absolute_url())
    assert "三号变电站已扩容" in page.inner_text("main") and made.title not in page.content()
    walk.look("problems-of-contact")
    walk.act("rate")
    page.locator("[name$=level][value='5']").check(force=True)
    page.locator("[name$=solved][value=yes]").check(force=True)
    walk.send()
    first.refresh_from_db()
    assert first.closed_as == ClosedAs.RATED and Appeal.objects.filter(state=S.REPLIED).count() == 1


def test_windows_and_cases_passed_up_have_their_pages(walk, world):
    page = walk.page
    samples.window(world)
    appeal = samples.case(world, state="taken")
    walk.as_(world.dispatcher, "/appeals/windows/")
    walk.look("problems-windows")
    step(walk, "main .head__acts .btn--go")
    walk.look("problems-window-new")
    walk.as_(world.handler, appeal.get_absolute_url())
    walk.act("pass-up")
    page.check("[name=level][value=city]")
    page.fill("[name=body]", "上海市经济和信息化委员会")
    page.fill("[name=asked]", "请明确增容费用分担口径。")
    walk.look("problems-pass-up")
    walk.send()
    walk.look("problems-passed-case")
    page.goto("/appeals/passed-up/")
    walk.look("problems-passed")
    page.goto(f"/appeals/passed-up/{PassedUp.objects.get().pk}/answer/")
    walk.look("problems-passed-answer")
    walk.as_(world.contact, appeal.get_absolute_url())
    assert "上海市经济和信息化委员会" in page.inner_text("main")
