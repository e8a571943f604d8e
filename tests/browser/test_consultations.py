"""Units of one case meet: the lead unit calls, the joint unit answers, the minutes stay with the case."""

import pytest
from playwright.sync_api import expect

from appeals.consultations.enums import Coming, ConsultationState
from appeals.consultations.models import Consultation
from appeals.enums import AppealState
from portal.accounts.models import User
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.consultations.meetings import begun
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
    world.case = worlds.appeal_in(world, AppealState.IN_HANDLING, joint=[world.power])
    User.objects.update(language=language)
    return world


def test_units_meet_and_the_enterprise_reads_that_they_did(walk, world):
    page, case = walk.page, world.case.get_absolute_url()
    walk.as_(world.handler, case)
    walk.act("consultations/new")
    page.fill("[name=starts_at]", "2020-03-02T09:30")
    page.fill("[name=ends_at]", "2020-03-02T08:30")
    page.fill("[name=purpose]", "外线施工与停电窗口由谁、何时落实")
    walk.send()
    walk.look(f"consultation-error-{walk.size}")
    assert page.locator("[aria-invalid=true]").count() == 3
    assert page.input_value("[name=purpose]")
    page.fill("[name=starts_at]", "2031-03-03T09:30")
    page.fill("[name=ends_at]", "2031-03-03T10:30")
    page.fill("[name=room]", "三楼会商室")
    walk.look(f"consultation-new-{walk.size}")
    walk.send()
    walk.look(f"consultation-called-{walk.size}")

    walk.as_(world.power_handler)
    walk.look(f"consultation-due-{walk.size}")
    page.goto(case)
    with kit.turning(page):
        page.locator("a[href$='/not-come/']").click()
    walk.send()
    walk.look(f"consultation-not-come-{walk.size}")
    with kit.turning(page):
        page.go_back()
    page.goto(case)
    with kit.turning(page):
        page.locator("form[action$='/come/'] button").click()
    assert Consultation.objects.get().seats.get(unit=world.power).coming == Coming.YES
    with page.expect_download() as calendar:
        page.locator("a[href$='/calendar/']").click()
    assert "三楼会商室" in calendar.value.path().read_text("utf-8")

    row = begun(Consultation.objects.get())
    walk.as_(world.handler, case)
    with kit.turning(page):
        page.locator("a[href$='/minutes/']").first.click()
    page.locator("[name=attended]").first.check()
    page.fill("[name=minutes]", "供电公司本周五前送电，经信委统一答复企业。")
    walk.look(f"consultation-minutes-{walk.size}")
    walk.send()
    walk.look(f"consultation-held-{walk.size}")
    row.refresh_from_db()
    assert row.state == ConsultationState.HELD

    walk.as_(world.contact, case)
    expect(page.locator("main")).not_to_contain_text("供电公司本周五前送电")
    walk.look(f"consultation-enterprise-{walk.size}")
