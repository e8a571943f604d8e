"""What happens at the same moment: many replies to one order, two sweeps."""

import threading

import pytest
from django.db import connection
from django.db.models import Count

from appeals.supervision import workflow
from appeals.supervision.models import OrderLog, SupervisionOrder
from appeals.supervision.trees import Tree
from appeals.supervision.workflow import periodic
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from tests.supervision import conftest
from tests.supervision.samples import AFTER, MONDAY, order_in, overdue


def together(count, act):
    """Run the act so many times at the same moment; returns what came back, refusals as themselves."""
    start, found = threading.Barrier(count), []

    def run():
        start.wait()
        try:
            found.append(act())
        except Refused as refused:
            found.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_of_twenty_replies_at_once_one_wins(transactional_db):
    world = conftest.build()
    order = order_in(world)
    found = together(20, lambda: workflow.reply(order, by=world.handler, text="周五前答复"))
    assert len(found) == 20 and sum(isinstance(one, SupervisionOrder) for one in found) == 1
    assert OrderLog.objects.filter(step="reply").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_raise_one_order_and_write_one_message(transactional_db):
    world = conftest.build()
    cases = [overdue(world) for _number in range(3)]
    Notification.objects.all().delete()
    together(2, lambda: workflow.sweep(MONDAY))
    assert SupervisionOrder.objects.count() == len(cases) == OrderLog.objects.count()
    told = Notification.objects.filter(event="supervision").values("recipient").annotate(number=Count("pk"))
    assert {row["number"] for row in told} == {1}


@pytest.mark.django_db(transaction=True)
def test_even_without_the_lock_of_the_sweep_nothing_is_raised_or_climbs_twice(transactional_db):
    world = conftest.build()
    cases = [overdue(world) for _number in range(3)]
    together(4, lambda: periodic.raise_all(MONDAY, Tree.read()))
    assert SupervisionOrder.objects.count() == len(cases) == OrderLog.objects.count()
    together(4, lambda: periodic.climb(AFTER, Tree.read()))
    assert OrderLog.objects.filter(step="climb").count() == len(cases)
