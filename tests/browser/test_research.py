"""A leader's research visit from its plan to the revisit, the ledger behind it, and the general steward's unit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.models import Absence, User
from stewards import workflow as stewardship
from stewards.models import Assignment, FollowUp, Visit
from stewards.research.models import ResearchStop, ResearchVisit
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.plugins import browser as kit
from tests.research import planning


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    return Walk(page, sign_in, axe, fits, shot)


@pytest.fixture
def world(site, language):
    world = planning.build()
    world.mate = worlds.steward_of(worlds.enterprise(worlds.CODES[4], local_unit=world.local_unit), world.local_unit)
    for person, name in (
        (world.steward, "林晓岚"),
        (world.general, "赵建平"),
        (world.district, "何静"),
        (world.mate, "钱宁"),
    ):
        User.objects.filter(pk=person.pk).update(name=name, language=language)
    User.objects.filter(pk=world.contact.pk).update(language=language)
    for number in range(7):
        stewardship.log(
            world.firm, by=planning.fresh(world.steward), client_id=worlds_uuid(number), mode="phone", people="王总",
            topics=[], heard="订单平稳", happened_at=timezone.now(),
        )  # fmt: skip
    return world


def worlds_uuid(number):
    return f"00000000-0000-4000-8000-{number:012d}"


def test_a_research_visit_from_the_plan_to_the_revisit(walk, world):
    page = walk.page
    walk.as_(world.general, "/research/")
    walk.look("research-empty")
    page.locator("main .head__acts .btn--go").click()
    page.fill("[name=purpose]", "了解集成电路企业扩产需求")
    page.fill("[name=day]", f"{timezone.localdate() + timedelta(days=2)}")
    page.fill("[name=starts]", "09:30")
    page.fill("[name=ends]", "12:00")
    page.fill("[name=leader_office]", "浦东新区人民政府")
    page.select_option("[name=stop-0-enterprise]", world.firm.uscc)
    page.fill("[name=stop-0-at]", "10:00")
    walk.look("research-plan")
    walk.send()
    page.locator("[role=alert]").first.wait_for()
    page.fill("[name=leader_name]", "周副区长")
    walk.send()
    page.locator("#burdens").wait_for()
    walk.look("research-burden-seen")
    assert "7" in page.inner_text("#burdens") and not ResearchVisit.objects.exists()
    walk.send()
    page.wait_for_url("**/research/*/")
    walk.look("research-planned")
    with page.expect_download() as file:
        page.locator("main a[href$='/ics/']").click()
    assert file.value.suggested_filename.endswith(".ics")

    row = ResearchVisit.objects.get()
    walk.as_(world.contact, f"/enterprises/{world.firm.uscc}/")
    walk.look("research-of-contact")
    ResearchVisit.objects.filter(pk=row.pk).update(starts_at=planning.at(9, 30, -1), ends_at=planning.at(12, 0, -1))
    ResearchStop.objects.update(at=planning.at(10, 0, -1))
    walk.as_(world.steward, "/workbench/")
    with kit.turning(page):
        page.locator("main a[href$='/record/']").first.click()
    page.fill("[name=heard]", "二期厂房明年投产，用电需增容")
    page.fill("[name=form-0-text]", "协调供电公司给出方案")
    page.fill("[name=form-0-due_on]", f"{timezone.localdate() + timedelta(days=5)}")
    page.fill("[name=revisit_on]", f"{timezone.localdate() + timedelta(days=20)}")
    walk.look("research-record")
    walk.send()
    page.wait_for_url("**/research/*/")
    walk.look("research-recorded")
    assert FollowUp.objects.get().visit == ResearchStop.objects.get().visit
    ResearchStop.objects.update(revisit_on=timezone.localdate())
    Visit.objects.filter(mode="phone").update(happened_at=timezone.now() - timedelta(days=40))
    page.goto("/workbench/")
    page.locator("main a[href*='/visits/new/']").first.wait_for()
    walk.look("research-revisit-due")
    page.goto("/research/")
    walk.look("research-list")


def test_the_ledger_opens_the_rows_of_each_number(walk, world):
    page = walk.page
    walk.as_(world.general, "/workbench/burden/")
    walk.look("burden")
    with kit.turning(page):
        page.locator(f"main td a[href*='/burden/{world.firm.uscc}/']").first.click()
    walk.look("burden-rows")
    assert page.locator("main ul.people > li").count() == 7
    page.goto(f"/enterprises/{world.firm.uscc}/")
    walk.look("burden-of-enterprise")
    page.goto(f"/workbench/visits/new/?enterprise={world.firm.uscc}")
    walk.look("burden-before-a-visit")


def test_the_general_steward_sees_who_is_behind(walk, world):
    page = walk.page
    today = timezone.localdate()
    Absence.objects.create(user=world.mate, started_on=today, ended_on=today + timedelta(days=3))
    Assignment.objects.filter(steward__user=world.mate).update(started_at=timezone.now() - timedelta(days=120))
    visit = Visit.objects.first()
    FollowUp.objects.create(visit=visit, text="送技能补贴办法", due_on=today - timedelta(days=2))
    worlds.enterprise(worlds.code(77), local_unit=world.local_unit, name="上海无管家试点有限公司")
    walk.as_(world.general, "/workbench/")
    walk.look("unit-view")
    with kit.turning(page):
        page.locator("main a[href$='#promises']").first.click()
    walk.look("late")
    assert "送技能补贴办法" in page.inner_text("main")


def test_a_plan_needs_no_javascript(no_javascript, sign_in, world):
    page = no_javascript
    sign_in(page, world.general.username)
    page.goto(f"/research/new/?enterprise={world.firm.uscc}")
    for name, value in (("purpose", "了解需求"), ("starts", "09:30"), ("ends", "12:00"), ("leader_name", "周副区长"),
                        ("stop-0-at", "10:00"), ("day", f"{timezone.localdate() + timedelta(days=2)}")):  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.locator("main form.form button.btn--go").click()
    page.wait_for_url("**/research/*/")
    assert ResearchVisit.objects.count() == 1
