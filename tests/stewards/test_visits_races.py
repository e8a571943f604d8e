"""The same record or check-in sent five times at once, with real threads on PostgreSQL, is one."""

import threading

import pytest
from django.db import connection

from stewards import workflow
from stewards.models import CheckIn, Visit

from . import test_check_ins, test_visits

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(call, times=5):
    """Call from so many threads at the same moment; what the calls returned."""
    found, gate = [], threading.Barrier(times)

    def go():
        gate.wait()
        try:
            found.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_five_sendings_at_the_same_moment_are_one_record():
    world, words = test_visits.build(), test_visits.said()
    user = test_visits.fresh(world.steward)
    numbers = at_once(lambda: workflow.log(world.firm, by=user, **words).pk)
    assert len(numbers) == 5
    assert len(set(numbers)) == Visit.objects.count() == 1


def test_five_check_ins_at_once_are_one():
    world = test_check_ins.build()
    here = test_check_ins.north(5)
    numbers = at_once(lambda: workflow.check_in(world.firm, by=world.steward, position=here).pk)
    assert len(numbers) == 5
    assert len(set(numbers)) == CheckIn.objects.count() == 1
