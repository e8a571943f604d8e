"""What happens at the same moment: many replies to one order, two sweeps."""

import threading

import pytest
from django.db import DatabaseError, connection
from django.db.models import Count

from appeals import workflow as appeals
from appeals.supervision import workflow
from appeals.supervision.enums import OrderState
from appeals.supervision.models import OrderLog, SupervisionOrder
from appeals.supervision.trees import Tree
from appeals.supervision.workflow import periodic
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from tests.supervision import conftest
from tests.supervision.samples import AFTER, MONDAY, order_in, overdue


def at_once(acts):
    """Run the acts at the same moment; returns what came back, what was raised included."""
    start, found = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            found.append(act())
        except (Refused, DatabaseError) as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def together(count, act):
    return at_once([act] * count)


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


@pytest.mark.django_db(transaction=True)
def test_a_reply_and_the_climb_in_the_same_second_leave_an_answered_order_that_climbs_no_more(transactional_db):
    world = conftest.build()
    orders = [order_in(world) for _number in range(4)]
    acts = [lambda order=order: workflow.reply(order, by=world.handler, text="周五前答复") for order in orders]
    acts += [lambda: periodic.climb(AFTER, Tree.read())] * 2
    found = at_once(acts)
    assert not [one for one in found if isinstance(one, Exception)]
    for order in SupervisionOrder.objects.all():
        assert (order.state, order.climbs_at) == (OrderState.REPLIED, None)
        assert order.log.filter(step="climb").count() == (1 if order.station == "superior" else 0)


@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_answered_while_the_sweep_looks_raises_nothing_or_keeps_its_order(transactional_db):
    world = conftest.build()
    cases = [overdue(world) for _number in range(4)]
    acts = [lambda case=case: appeals.withdraw(case, by=world.contact, reason="已解决") for case in cases]
    found = at_once([*acts, lambda: periodic.raise_all(MONDAY, Tree.read())])
    assert not [one for one in found if isinstance(one, Exception)]
    assert SupervisionOrder.objects.count() == found_number(found)
    periodic.lapse(MONDAY)
    assert not SupervisionOrder.objects.open().exists()


def found_number(found):
    return next(one for one in found if isinstance(one, int))
