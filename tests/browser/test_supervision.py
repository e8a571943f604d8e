"""The district lead raises an order by hand, the unit answers, the lead judges; and cases that no rule reaches."""

import pytest

from appeals.enums import AppealState
from appeals.models import Appeal
from appeals.supervision import workflow
from appeals.supervision.enums import OrderState
from appeals.supervision.models import SupervisionOrder
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
    for name, called in {"district": "何静", "handler": "王海宁", "dispatcher": "陈立", "contact": "周启明"}.items():
        User.objects.filter(pk=getattr(world, name).pk).update(name=called, language=language)
    world.appeal = worlds.appeal_in(world, AppealState.IN_HANDLING, joint=[world.power])
    return world


def step(walk, selector):
    """Press what leads to another page."""
    with kit.turning(walk.page):
        walk.page.locator(selector).first.click()


def test_an_order_is_raised_by_hand_answered_sent_back_answered_again_and_accepted(walk, world):
    page, case = walk.page, world.appeal.get_absolute_url()
    walk.as_(world.district, "/appeals/supervision/")
    walk.look("orders-empty")
    page.goto(case)
    page.goto(page.locator("main a[href$='/supervise/']").first.get_attribute("href"))
    walk.look("order-new")
    walk.send()
    page.locator("[role=alert]").first.wait_for()
    walk.look("order-errors")
    page.check(f"[name=unit][value='{world.bureau.pk}']")
    page.fill("[name=demand]", "设备下月进场，请说明变压器何时到货、何时答复企业。")
    walk.send()
    walk.look("order-issued")
    order = SupervisionOrder.objects.get()
    assert order.number in page.inner_text("main")

    walk.as_(world.handler)
    walk.look("order-due")
    step(walk, f"main a[href='{order.get_absolute_url()}reply/']")
    page.fill("[name=text]", "正在办理。")
    walk.look("order-reply")
    walk.send()
    assert "正在办理" in page.inner_text("main")

    walk.as_(world.district)
    step(walk, f"main a[href='{order.get_absolute_url()}']")
    walk.look("order-replied")
    step(walk, "main a[href$='/send-back/']")
    page.fill("[name=verdict]", "没有给出答复日期。")
    page.check("[name=climbs]")
    walk.look("order-send-back")
    walk.send()
    walk.look("order-returned")
    order.refresh_from_db()
    assert (order.state, order.station) == (OrderState.RETURNED, "district")

    walk.as_(world.handler, f"{order.get_absolute_url()}reply/")
    page.fill("[name=text]", "变压器本周五到货，下周三前书面答复企业。")
    walk.send()
    walk.as_(world.district, order.get_absolute_url())
    step(walk, "main a[href$='/accept/']")
    page.check("[name=effect][value=dated]")
    walk.look("order-accept")
    walk.send()
    walk.look("order-accepted")
    page.goto("/appeals/supervision/")
    walk.look("orders")
    page.goto(case)
    walk.look("order-of-case")
    assert order.number in page.inner_text("main")

    walk.as_(world.contact, case)
    assert order.number not in page.inner_text("body")


def test_a_case_without_a_date_stands_in_the_list_with_the_way_out(walk, world):
    page = walk.page
    walk.as_(world.dispatcher, "/appeals/supervision/stuck/")
    walk.look("stuck-empty")
    world.appeal.promises.update(kept_at=None, lapsed_at=world.appeal.submitted_at)
    Appeal.objects.filter(pk=world.appeal.pk).update(due_at=None)
    User.objects.filter(pk__in=[world.power_handler.pk]).update(is_active=False)
    page.goto("/")
    walk.look("stuck-on-the-home-page")
    page.goto(page.locator("main a[href='/appeals/supervision/stuck/']").first.get_attribute("href"))
    walk.look("stuck")
    assert world.appeal.title in page.inner_text("main")
    step(walk, "main .people a.btn")


def test_an_order_needs_no_javascript(no_javascript, sign_in, world):
    page = no_javascript
    order = workflow.raise_by_hand(world.appeal, by=world.district, unit=world.bureau, demand="请说明进展")
    sign_in(page, world.handler.username)
    page.goto(f"{order.get_absolute_url()}reply/")
    page.fill("[name=text]", "周五前答复")
    page.locator("main form.form button.btn--go").click()
    page.wait_for_url(f"**{order.get_absolute_url()}")
    assert SupervisionOrder.objects.get().reply == "周五前答复"
