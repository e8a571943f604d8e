"""Races with real threads on PostgreSQL: one winner, one log row, one message."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from appeals import workflow
from appeals.enums import AppealState as S
from appeals.enums import Outcome
from appeals.models import Appeal, AppealLog, Handling
from portal.common.workflow import Refused
from portal.notifications.enums import Event
from portal.notifications.models import Notification
from tests import world as worlds
from tests.world import appeal_in, lead

THREADS = 12


def together(call, count=THREADS):
    """Call ``call(number)`` in ``count`` threads that start at once; return results, refusals included."""
    barrier = Barrier(count)

    def run(number):
        barrier.wait()
        try:
            return call(number)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def winners(results):
    return [result for result in results if not isinstance(result, Refused)]


@pytest.fixture
def world(transactional_db):
    return worlds.build()


@pytest.mark.django_db(transaction=True)
def test_an_appeal_sent_twice_at_once_is_submitted_once(world):
    appeal = appeal_in(world, S.DRAFT)
    results = together(lambda number: workflow.submit(Appeal.objects.get(pk=appeal.pk), by=world.contact))
    assert len(winners(results)) == 1
    assert AppealLog.objects.filter(step="submit").count() == 1
    assert Notification.objects.filter(event=Event.APPEAL_SUBMITTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_cannot_claim_the_same_case(world):
    appeal = appeal_in(world, S.ACCEPTED)
    people = [world.dispatcher, world.second_dispatcher] * (THREADS // 2)
    results = together(lambda number: workflow.claim(appeal, by=people[number]))
    appeal.refresh_from_db()
    assert {result.claimed_by_id for result in winners(results)} == {appeal.claimed_by_id}
    assert len(winners(results)) == THREADS // 2


@pytest.mark.django_db(transaction=True)
def test_a_case_dispatched_many_times_at_once_has_one_lead_unit(world):
    appeal = appeal_in(world, S.ACCEPTED)
    units = [world.bureau, world.power, world.other_bureau]
    together(lambda number: workflow.dispatch(appeal, by=world.dispatcher, lead=units[number % 3]))
    assert Handling.objects.filter(appeal=appeal, is_lead=True).count() == 1
    assert AppealLog.objects.filter(step="dispatch").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_reply_and_a_withdrawal_at_once_leave_one_true_story(world):
    appeal = appeal_in(world, S.IN_HANDLING)
    handling = workflow.take_on(lead(appeal), by=world.handler)

    def act(number):
        if number % 2:
            return workflow.withdraw(appeal, by=world.contact, reason="不需要了")
        return workflow.reply(handling, by=world.handler, text="已办结", outcome=Outcome.SOLVED)

    together(act, 8)
    appeal.refresh_from_db()
    last = AppealLog.objects.filter(appeal=appeal, handling=None).latest("pk")
    assert appeal.state == S.WITHDRAWN
    assert last.step == "withdraw"
    assert not appeal.promises.running().exists()
