"""The journey of a merge: an administrator merges a unit, the case goes on, and everybody learns where it went."""

import pytest

from appeals.enums import AppealState as S
from appeals.models import Handling
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit, User
from portal.places.models import Town
from stewards.models import Steward
from tests import world as worlds
from tests.plugins import browser as kit

WHY = "机构改革：两个办公室合并"


@pytest.fixture
def world(site):
    world = worlds.build()
    User.objects.filter(pk=world.admin.pk).update(is_staff=True, is_superuser=True, name="系统管理员")
    for person, name in ((world.steward, "林晓岚"), (world.general, "周总管"), (world.handler, "王海宁")):
        User.objects.filter(pk=person.pk).update(name=name)
    town = Town.objects.get(district_id="310115", name="川沙新镇")
    world.into = worlds.unit(UnitKind.LOCAL_UNIT, "川沙新镇营商服务办公室", district_id="310115", town=town)
    world.appeal = worlds.appeal_in(world, S.IN_HANDLING, lead=world.local_unit)
    Membership.objects.create(user=world.steward, role=Role.HANDLER, unit=world.local_unit)
    return world


@pytest.fixture(params=["desk", "phone"])
def page(request, open_page):
    return open_page(kit.DESK if request.param == "desk" else kit.PHONE)


def look(page, axe, fits, shot, name):
    """The page as it stands is accessible, fits the window and can be photographed."""
    axe(page)
    fits(page)
    shot(page, name)


def go(page, sign_in, person, address):
    page.context.clear_cookies()
    sign_in(page, person.username)
    return page.goto(address)


def test_a_unit_is_merged(page, world, sign_in, axe, fits, shot):
    unit = world.local_unit
    go(page, sign_in, world.admin, f"/admin/accounts/unit/{unit.pk}/change/")
    page.locator(f"a[href$='/unit/{unit.pk}/merge/']").click()
    page.wait_for_selector(".ask__table")
    look(page, axe, fits, shot, "unit-merge")

    page.locator("input[type=submit]").click()
    page.wait_for_selector("[role=alert]")
    look(page, axe, fits, shot, "unit-merge-error")
    assert Unit.objects.get(pk=unit.pk).is_active

    page.select_option("[name=into]", str(world.into.pk))
    page.fill("[name=reason]", WHY)
    page.locator("input[type=submit]").click()
    page.wait_for_url(f"**/unit/{world.into.pk}/change/")
    shot(page, "unit-merged")
    assert Unit.objects.get(pk=unit.pk).merged_into == world.into
    assert set(Steward.objects.serving().values_list("unit", flat=True)) == {world.into.pk}
    assert Handling.objects.live().get().unit == world.into

    page.goto(f"/admin/accounts/unit/{unit.pk}/change/")
    page.wait_for_selector(".ask__gone")
    shot(page, "unit-closed")

    go(page, sign_in, world.steward, world.appeal.get_absolute_url())
    page.wait_for_selector("text=/Taken over by|由.*接手办理/")
    look(page, axe, fits, shot, "unit-merged-case")

    go(page, sign_in, world.contact, f"/units/{unit.code}/")
    page.locator(f"main a[href='/units/{world.into.code}/']").click()
    page.wait_for_url(f"**/units/{world.into.code}/")
    look(page, axe, fits, shot, "unit")


def test_a_unit_closes_and_a_person_hands_over(page, world, sign_in, axe, fits, shot):
    go(page, sign_in, world.admin, f"/admin/accounts/unit/{world.local_unit.pk}/close/")
    look(page, axe, fits, shot, "unit-close")
    page.goto(f"/admin/accounts/user/{world.steward.pk}/leave/")
    look(page, axe, fits, shot, "person-leave")
    page.fill("[name=reason]", "调离岗位")
    page.locator("input[name=served]").first.check()
    page.locator("input[type=submit]").click()
    page.wait_for_url(f"**/user/{world.steward.pk}/change/")
    assert not User.objects.get(pk=world.steward.pk).is_active


def test_days_away_and_the_switch_of_roles(page, world, sign_in, axe, fits, shot):
    go(page, sign_in, world.general, "/absences/")
    axe(page)
    fits(page)
    page.locator("main .btn--go").click()
    page.select_option("[name=person]", str(world.steward.pk))
    page.fill("[name=started_on]", "2026-01-01")
    page.fill("[name=ended_on]", "2031-01-01")
    page.locator("main form.form button.btn--go").click()
    page.wait_for_selector("[role=alert]")
    look(page, axe, fits, shot, "absence-error")
    today = page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})")
    page.fill("[name=started_on]", today)
    page.fill("[name=ended_on]", today)
    page.locator("main form.form button.btn--go").click()
    page.wait_for_url("**/absences/")
    look(page, axe, fits, shot, "absences")
    page.goto("/workbench/")
    look(page, axe, fits, shot, "workbench-away")

    go(page, sign_in, world.steward, world.appeal.get_absolute_url())
    page.locator(".topbar details.menu > summary").click()
    page.locator(".topbar details.menu form button[name=membership]:not([aria-current])").click()
    page.wait_for_selector(".flash")
    assert page.url.endswith(world.appeal.get_absolute_url())
    shot(page, "switched")
    page.goto("/accounts/me/")
    look(page, axe, fits, shot, "account-away")
