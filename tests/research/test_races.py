"""Two people at the same moment."""

import threading

import pytest
from django.db import connection

from portal.common.workflow import Refused
from stewards.models import Visit
from tests.research import planning


@pytest.mark.django_db(transaction=True)
def test_two_who_record_one_stop_leave_one_record():
    world = planning.build()
    stop = planning.stop_of(planning.held(world), world.firm)
    results, barrier = [], threading.Barrier(2)

    def write(name):
        try:
            barrier.wait(timeout=10)
            results.append(planning.heard(world, stop, by=name).visit_id)
        except Refused as refused:
            results.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("steward", "general")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert "recorded" in results and len(set(results)) == 2
    assert Visit.objects.count() == 1
