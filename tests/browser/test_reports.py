"""On a phone: a report made of a visit reaches the district lead; a contact reports misconduct and reads the answer."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Notification
from stewards.integrity.models import IntegrityReport, Reading
from stewards.reports.models import Report
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.integrity.samples import fresh, let_read
from tests.plugins import browser as kit


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    return Walk(page, sign_in, axe, fits, shot)


@pytest.fixture
def world(site, language):
    world = worlds.build()
    let_read(world.district)
    for name, called in {"steward": "林晓岚", "district": "何静", "contact": "周启明", "handler": "王海宁"}.items():
        User.objects.filter(pk=getattr(world, name).pk).update(name=called, language=language)
    world.visit = worlds.stewardship.log(
        world.firm, by=fresh(world.steward), client_id=uuid.uuid4(), mode="on_site",
        happened_at=timezone.now() - timedelta(hours=3), people="周经理", topics=[], heard="二期用地没有落实，考虑外迁",
    )  # fmt: skip
    return world


def step(walk, selector):
    """Press what leads to another page."""
    with kit.turning(walk.page):
        walk.page.locator(selector).first.click()


def test_a_move_told_in_a_visit_reaches_the_district_lead_and_a_unit(walk, world):
    page = walk.page
    walk.as_(world.steward, f"/workbench/visits/{world.visit.pk}/")
    step(walk, "main a[href*='/workbench/reports/new/']")
    walk.look("report-kinds")
    step(walk, "main a[href*='kind=relocation']")
    assert page.input_value("[name=enterprise]") == world.firm.uscc
    page.fill("[name=fact_origin]", "张江镇现厂区")
    page.select_option("[name=fact_place]", "province")
    page.select_option("[name=fact_likelihood]", "likely")
    page.fill("[name=fact_why]", "二期用地没有落实，当地提供厂房代建")
    page.fill("[name=title]", "制造环节可能外迁")
    walk.look("report-new")
    walk.send()
    page.locator("[role=alert]").first.wait_for()
    walk.look("report-errors")
    assert page.input_value("[name=title]") == "制造环节可能外迁"
    page.fill("[name=fact_destination]", "江苏省苏州市")
    walk.send()
    walk.look("report-sent")
    report = Report.objects.get()
    assert report.is_urgent and report.from_visit == world.visit
    assert Notification.objects.get(event="report_urgent").recipient == world.district
    page.goto(f"/workbench/visits/{world.visit.pk}/")
    walk.look("report-of-visit")
    assert "制造环节可能外迁" in page.inner_text("main")
    page.goto(f"/enterprises/{world.firm.uscc}/")
    walk.look("reports-of-enterprise")

    walk.as_(world.district)
    walk.look("report-due")
    step(walk, f"main a[href='{report.get_absolute_url()}']")
    walk.look("report-unread")
    step(walk, "main form[action$='/acknowledge/'] button")
    step(walk, "main a[href$='/pass-on/']")
    page.select_option("[name=unit]", str(world.bureau.pk))
    page.fill("[name=note]", "请上门了解用地需求，十个工作日内反馈。")
    walk.look("report-pass-on")
    walk.send()
    walk.look("report-passed-on")

    walk.as_(world.handler, "/workbench/reports/")
    walk.look("reports")
    step(walk, f"main a[href='{report.get_absolute_url()}']")
    assert "请上门了解用地需求" in page.inner_text("main")


def test_the_author_corrects_and_adds_and_the_list_is_empty_before(walk, world):
    page = walk.page
    walk.as_(world.steward, "/workbench/reports/")
    walk.look("reports-empty")
    step(walk, "main .head__acts .btn--go")
    step(walk, "main a[href*='kind=industry']")
    page.select_option("[name=enterprise]", world.firm.uscc)
    page.fill("[name=fact_subject]", "原材料价格回落")
    page.select_option("[name=fact_source]", "enterprise")
    page.fill("[name=fact_meaning]", "补库意愿上升")
    page.fill("[name=title]", "上游价格回落")
    walk.send()
    step(walk, "main a[href$='/correct/']")
    page.fill("[name=title]", "上游原材料价格回落")
    walk.look("report-correct")
    walk.send()
    step(walk, "main a[href$='/add/']")
    page.fill("[name=text]", "另一家企业也证实")
    walk.send()
    walk.look("report-added")
    assert "上游原材料价格回落" in page.inner_text("h1")


def test_misconduct_is_reported_opened_with_a_row_and_answered(walk, world):
    page = walk.page
    walk.as_(world.contact)
    walk.look("integrity-home")
    step(walk, "main a[href='/integrity/']")
    walk.look("integrity-empty")
    step(walk, "main .head__acts .btn--go")
    assert "何静" in page.inner_text("main")
    page.fill("[name=about]", "一名上门走访的工作人员")
    page.fill("[name=when]", "上周三下午")
    page.check("[name=is_named][value=no]")
    page.check("[name=contact_wish][value=phone]")
    walk.look("integrity-new")
    walk.send()
    page.locator("[role=alert]").first.wait_for()
    walk.look("integrity-errors")
    page.fill("[name=what]", "以检查为由索要礼品卡")
    page.check("[name=contact_wish][value=none]")
    walk.send()
    walk.look("integrity-own")

    walk.as_(world.district)
    assert "礼品卡" not in page.inner_text("body")
    walk.look("integrity-due")
    step(walk, "main a[href^='/integrity/LZ']")
    assert "礼品卡" not in page.inner_text("body")
    walk.look("integrity-closed")
    step(walk, "main form[action$='/open/'] button")
    assert "礼品卡" in page.inner_text("main") and "周启明" not in page.inner_text("main")
    assert Reading.objects.get().reader == world.district
    walk.look("integrity-read")
    step(walk, "main form[action$='/look/'] button")
    step(walk, "main a[href$='/decide/']")
    page.check("[name=ends][value=answered]")
    page.fill("[name=answer]", "已核实，责令退还并作出处理。")
    walk.look("integrity-decide")
    walk.send()
    walk.look("integrity-answered")

    walk.as_(world.contact, IntegrityReport.objects.get().get_absolute_url())
    assert "责令退还" in page.inner_text("main")
    walk.look("integrity-answer")
    walk.as_(world.steward, IntegrityReport.objects.get().get_absolute_url())
    assert "礼品卡" not in page.inner_text("body")


def test_a_report_needs_no_javascript(no_javascript, sign_in, world):
    page = no_javascript
    sign_in(page, world.steward.username)
    page.goto(f"/workbench/reports/new/?enterprise={world.firm.uscc}")
    page.click("main a[href*='kind=policy']")
    page.fill("[name=fact_policy]", "稳岗返还")
    page.fill("[name=title]", "稳岗返还已到账")
    page.locator("main form.form button.btn--go").click()
    page.wait_for_url("**/workbench/reports/IR-*/")
    assert Report.objects.get().facts["policy"] == "稳岗返还"
