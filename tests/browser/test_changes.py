"""A unit proposes and the district lead approves; ten enterprises are handed over; two full stewards swap."""

import pytest

from portal.accounts.enums import Role
from portal.accounts.models import User
from stewards.changes import workflow
from stewards.changes.enums import Kind, State
from stewards.changes.models import Proposal
from stewards.models import Assignment, Steward
from stewards.models.steward import SLOTS
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.plugins import browser as kit


@pytest.fixture
def walk(open_page, sign_in, axe, fits, shot):
    return Walk(open_page(kit.PHONE), sign_in, axe, fits, shot)


@pytest.fixture
def world(site, language):
    world = worlds.build()
    User.objects.filter(pk=world.steward.pk).update(name="林晓岚")
    world.boss = world.steward.steward
    world.mate = new_steward(world.local_unit, "周建明")
    people = [world.general, world.district, world.mate.user]
    User.objects.filter(pk__in=[one.pk for one in people]).update(language=language)
    return world


def new_steward(unit, name):
    user = worlds.person(Role.STEWARD, unit, name)
    return Steward.objects.create(user=user, staff_no=f"S{user.pk}", unit=unit)


def fill(steward, count, start):
    firms = [worlds.enterprise(worlds.code(start + n), local_unit=steward.unit) for n in range(count)]
    for firm in firms:
        worlds.stewardship.assign(steward, firm, by=None)
    return firms


def approve(walk, world, name):
    page = walk.page
    walk.as_(world.district, "/approvals/")
    walk.look(f"{name}-queue")
    with kit.turning(page):
        page.locator("main .grid__t").first.click()
    page.fill("[name=decision]", "同意，按规定办理")
    walk.look(f"{name}-decide")
    with kit.turning(page):
        page.locator("button[name=approve]").click()
    walk.look(f"{name}-approved")


def test_a_proposal_from_the_unit_to_the_approval(walk, world):
    page = walk.page
    walk.as_(world.general, "/workbench/proposals/")
    walk.look("proposals-empty")
    with kit.turning(page):
        page.locator("main .btn--go").click()
    walk.look("proposal-kinds")
    with kit.turning(page):
        page.locator("main a[href*='kind=reassign']").click()
    with kit.turning(page):
        page.locator("main form.form button.btn--go").click()
    walk.look("proposal-errors")
    page.select_option("[name=enterprise]", world.firm.uscc)
    page.select_option("[name=to_steward]", world.mate.staff_no)
    page.fill("[name=reason]", "均衡各管家负荷")
    walk.look("proposal-new")
    with kit.turning(page):
        page.locator("main form.form button.btn--go").click()
    walk.look("proposal-sent")
    approve(walk, world, "proposal")
    assert Assignment.objects.open().get(enterprise=world.firm).steward == world.mate


def test_ten_enterprises_are_handed_over_and_the_next_steward_reads_what_came(walk, world):
    page = walk.page
    fill(world.boss, SLOTS - 1, 700)
    walk.as_(world.general, f"/stewards/what-if/?leaving={world.boss.pk}")
    walk.look("what-if")
    walk.as_(world.district, f"/stewards/{world.boss.staff_no}/")
    with kit.turning(page):
        page.locator("main a[href$='/handover/']").click()
    page.fill("[name=reason]", "调离本岗位")
    walk.look("handover")
    with kit.turning(page):
        page.locator("button[name=check]").click()
    walk.look("handover-check")
    with kit.turning(page):
        page.locator("button[name=apply]").click()
    walk.look("handover-done")
    taken = Assignment.objects.open().filter(steward=world.mate).count()
    assert 0 < taken <= SLOTS and not Assignment.objects.open().filter(steward=world.boss).exists()
    walk.as_(world.mate.user, "/workbench/")
    with kit.turning(page):
        page.locator("main a[href='/workbench/taken-over/']").first.click()
    walk.look("taken-over")


def test_two_full_stewards_swap_two_enterprises(walk, world):
    fill(world.boss, SLOTS - 1, 700)
    other = fill(world.mate, SLOTS, 800)[0]
    facts = {"enterprise": world.firm, "other": other}
    workflow.propose(Kind.SWAP, world.local_unit, by=world.general, reason="就近服务", **facts)
    approve(walk, world, "swap")
    assert Proposal.objects.get().state == State.APPROVED
    assert Assignment.objects.open().get(enterprise=other).steward == world.boss
