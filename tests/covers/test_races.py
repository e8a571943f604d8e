"""Two who decide at once: one cover stands, the other one is told why not."""

import threading

import pytest
from django.db import connection

from portal.common.workflow import Refused
from stewards.covers.models import Cover
from tests.covers.test_workflow import build, plan

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_covers_of_the_same_days_are_one():
    world, gate, refusals = build(), threading.Barrier(2), []

    def go():
        gate.wait()
        try:
            plan(world)
        except Refused as refused:
            refusals.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Cover.objects.count(), refusals) == (1, ["covers_cover_one_at_a_time"])
