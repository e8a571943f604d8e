"""Races for slots and enterprises with real threads on PostgreSQL: the cap holds, and who loses reads why."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from enterprises.enums import AccessReason
from enterprises.models import EnterpriseAccess
from portal.accounts.enums import Role, UnitKind
from portal.common.workflow import Refused
from stewards import workflow
from stewards.models import Assignment, Steward
from stewards.models.steward import SLOTS
from tests import world as worlds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unit(transactional_db):
    return worlds.unit(UnitKind.LOCAL_UNIT, "张江镇营商服务办公室", district_id="310115")


def steward(unit, name=""):
    user = worlds.person(Role.STEWARD, unit, name)
    return Steward.objects.create(user=user, staff_no=f"S{user.pk}", unit=unit)


def firms(count, unit):
    return [worlds.enterprise(worlds.code(10_000 + number), local_unit=unit) for number in range(count)]


def together(calls):
    """Run the calls in as many threads, all at once; their results, refusals included."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def won(results):
    return [result for result in results if not isinstance(result, Refused)]


def lost(results):
    return [result for result in results if isinstance(result, Refused)]


def test_of_a_hundred_requests_for_the_last_slot_one_gets_it(unit):
    one, many = steward(unit, "林晓岚"), firms(SLOTS - 1 + 100, unit)
    for firm in many[: SLOTS - 1]:
        workflow.assign(one, firm, by=None)
    results = together([lambda firm=firm: workflow.assign(one, firm, by=None) for firm in many[SLOTS - 1 :]])
    assert (len(won(results)), len(lost(results))) == (1, 99)
    assert all("10/10" in refused.messages[0] and "林晓岚" in refused.messages[0] for refused in lost(results))
    assert sorted(Assignment.objects.open().values_list("slot", flat=True)) == list(range(1, SLOTS + 1))
    assert EnterpriseAccess.objects.filter(reason=AccessReason.STEWARD).count() == SLOTS


def test_of_two_stewards_for_one_enterprise_one_gets_it_and_the_other_reads_who(unit):
    """Many times over, so that both orders happen."""
    pair = [steward(unit, "林晓岚"), steward(unit, "周建明")]
    for firm in firms(SLOTS, unit):
        results = together([lambda one=one, firm=firm: workflow.assign(one, firm, by=None) for one in pair])
        (assignment,), (refused,) = won(results), lost(results)
        assert str(assignment.steward) in refused.messages[0]
        assert Assignment.objects.open().get(enterprise=firm) == assignment
        holders = EnterpriseAccess.objects.filter(reason=AccessReason.STEWARD, content_object=firm)
        assert holders.in_force().get().user == assignment.steward.user


def test_two_full_stewards_swap_crosswise_in_both_directions_at_once_without_a_deadlock(unit):
    one, other = steward(unit), steward(unit)
    many = firms(2 * SLOTS, unit)
    mine, theirs = many[:SLOTS], many[SLOTS:]
    for firm in many:
        workflow.assign(one if firm in mine else other, firm, by=None)
    swap = [(mine[0], other), (theirs[0], one)]
    back = [(theirs[1], one), (mine[1], other)]
    results = together([lambda: workflow.move(swap, by=None), lambda: workflow.move(back, by=None)] * 4)
    assert len(results) == 8
    loads = [Assignment.objects.open().filter(steward=who).count() for who in (one, other)]
    assert loads == [SLOTS, SLOTS]
    assert Assignment.objects.open().count() == 2 * SLOTS


def test_an_assignment_ended_by_twenty_at_once_ends_once(unit):
    (firm,) = firms(1, unit)
    assignment = workflow.assign(steward(unit), firm, by=None)
    boss = worlds.person(name="区牵头部门")
    results = together([lambda: workflow.end(assignment, by=boss, reason="调整")] * 20)
    assert (len(won(results)), len(lost(results))) == (1, 19)
    assert not EnterpriseAccess.objects.filter(reason=AccessReason.STEWARD).in_force().exists()
