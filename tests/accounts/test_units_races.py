"""Races of units with real threads on PostgreSQL: no case ends at a closed unit, the tree never goes in a circle."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from appeals import workflow as cases
from appeals.enums import AppealState as S
from appeals.models import Appeal, AppealLog, Handling
from portal.accounts import workflow
from portal.accounts.enums import UnitKind
from portal.accounts.models import Unit
from portal.accounts.units import lock_tree
from portal.common.workflow import Refused
from stewards.models import Steward
from stewards.workflow import appoint
from tests import world as worlds

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "机构改革"


def together(*jobs):
    """Run the jobs in threads that start at once; results in order, refusals included."""
    barrier = Barrier(len(jobs))

    def run(job):
        barrier.wait()
        try:
            return job()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]


@pytest.fixture
def world(transactional_db):
    return worlds.build()


def accepted(world, count):
    return [worlds.appeal_in(world, S.ACCEPTED) for _number in range(count)]


def no_live_case_at_a_closed_unit():
    return not Handling.objects.live().filter(unit__is_active=False).exists()


@pytest.mark.parametrize("closing", ["merge", "close"])
def test_dispatches_to_a_unit_that_closes_end_at_the_other_unit_or_are_refused(world, closing):
    appeals = accepted(world, 10)

    def close():
        if closing == "merge":
            return workflow.merge(world.bureau, world.other_bureau, by=world.admin, reason=WHY)
        choices = {"people": None, "cases": world.other_bureau}
        return workflow.close(world.bureau, by=world.admin, reason=WHY, choices=choices)

    dispatches = [
        lambda one=one: cases.dispatch(one, by=world.dispatcher, lead=world.power, joint=[world.bureau])
        for one in appeals
    ]
    results = together(*dispatches[:5], close, *dispatches[5:])
    assert not Unit.objects.get(pk=world.bureau.pk).is_active or isinstance(results[5], Refused)
    assert no_live_case_at_a_closed_unit()
    for appeal in Appeal.objects.all():
        refused = appeal.state == S.ACCEPTED
        assert refused == (not appeal.handlings.live().exists())


def test_reopening_races_with_the_merge_of_the_unit_that_replied(world):
    appeals = [worlds.appeal_in(world, S.REPLIED) for _number in range(6)]
    jobs = [lambda one=one: cases.reopen(one, by=world.contact, reason="还没有送电") for one in appeals]
    together(*jobs[:3], lambda: workflow.merge(world.bureau, world.other_bureau, by=world.admin, reason=WHY), *jobs[3:])
    assert Unit.objects.get(pk=world.bureau.pk).merged_into == world.other_bureau
    assert no_live_case_at_a_closed_unit()


def test_steps_of_the_unit_and_its_merge_do_not_stand_in_each_others_way(world):
    appeals = [worlds.appeal_in(world, S.IN_HANDLING) for _number in range(8)]
    jobs = [lambda one=one: cases.take_on(worlds.lead(one), by=world.handler) for one in appeals]
    results = together(
        *jobs[:4], lambda: workflow.merge(world.bureau, world.other_bureau, by=world.admin, reason=WHY), *jobs[4:]
    )
    assert not any(isinstance(result, Refused) for result in results)
    assert Handling.objects.live().filter(unit=world.other_bureau, owner=world.handler).count() == 8


def test_a_double_click_merges_once(world):
    worlds.appeal_in(world, S.IN_HANDLING)
    job = lambda: workflow.merge(world.bureau, world.other_bureau, by=world.admin, reason=WHY)  # noqa: E731
    results = together(*[job] * 6)
    assert sum(bool(result) for result in results) == 1
    assert AppealLog.objects.filter(step="change_unit").count() == 1
    assert Unit.objects.get(pk=world.bureau.pk).history.filter(is_active=False).count() == 1


def test_two_units_merged_into_each_other_at_once_leave_one(world):
    together(
        lambda: workflow.merge(world.bureau, world.other_bureau, by=world.admin, reason=WHY),
        lambda: workflow.merge(world.other_bureau, world.bureau, by=world.admin, reason=WHY),
    )
    assert Unit.objects.filter(pk__in=[world.bureau.pk, world.other_bureau.pk], is_active=True).count() == 1


def test_two_units_moved_below_each_other_at_once_make_no_circle(world):
    units = [worlds.unit(UnitKind.DEPARTMENT, f"{name}局") for name in "甲乙丙"]

    def below(child, parent):
        child = Unit.objects.get(pk=child.pk)
        child.parent = parent
        return workflow.save_unit(child, by=world.admin)

    results = together(*(lambda n=n: below(units[n], units[(n + 1) % 3]) for n in range(3)))
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Unit.objects.filter(pk__in=[unit.pk for unit in units], parent=None).count() == 1


def test_a_steward_appointed_while_the_unit_merges_serves_in_an_active_unit(world):
    into = worlds.unit(UnitKind.LOCAL_UNIT, "科学城营商服务办公室", district_id="310115")
    people = [worlds.person() for _number in range(4)]
    jobs = [
        lambda one=one: appoint(one, Unit.objects.get(pk=world.local_unit.pk), f"N{one.pk}", by=world.admin)
        for one in people
    ]
    together(*jobs, lambda: workflow.merge(world.local_unit, into, by=world.admin, reason=WHY))
    assert not Steward.objects.serving().filter(unit__is_active=False).exists()


def test_a_merge_does_not_wait_for_ever_behind_an_import(world, monkeypatch):
    monkeypatch.setattr("portal.accounts.workflow.units.lock_tree", lambda: lock_tree(patience=1))
    begun, over = Event(), Event()

    def apply_an_import():
        with transaction.atomic():
            lock_tree(patience=0)
            begun.set()
            over.wait(30)

    def merge():
        begun.wait(30)
        try:
            return workflow.merge(world.bureau, world.other_bureau, by=world.admin, reason=WHY)
        finally:
            over.set()

    _import, refused = together(apply_an_import, merge)
    assert isinstance(refused, Refused) and refused.code == "busy"
    assert workflow.merge(world.bureau, world.other_bureau, by=world.admin, reason=WHY)
