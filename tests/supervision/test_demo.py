"""The demo city: believable orders in several states, nothing that the sweep would add, and no stuck case at all."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.management import call_command

from appeals.supervision import stuck, workflow
from appeals.supervision.enums import OrderState
from appeals.supervision.models import OrderLog, SupervisionOrder
from portal.accounts.models import User
from portal.common import hooks
from portal.common.workdays import SHANGHAI
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)


def build():
    call_command("seed_city", enterprises=300, stewards=30, appeals=400, seed=7, today=TODAY, verbosity=0)


built, city = lasting(build)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def test_there_are_orders_past_and_running_each_with_its_way(city):
    states = set(SupervisionOrder.objects.values_list("state", flat=True))
    assert {OrderState.ISSUED, OrderState.REPLIED, OrderState.ACCEPTED} <= states
    assert all(row.is_demo and row.log.exists() for row in SupervisionOrder.objects.all())
    assert not OrderLog.objects.filter(told_at=None).exists()
    numbers = list(SupervisionOrder.objects.order_by("raised_at", "number").values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers) == SupervisionOrder.history.values("id").distinct().count()


def test_the_sweep_finds_next_to_nothing_to_add(city):
    done = workflow.sweep(NOW)
    assert done["climbed"] == done["lapsed"] == 0
    assert SupervisionOrder.objects.filter(is_demo=False).count() == done["raised"] <= 2


def test_no_case_of_the_demo_city_is_stuck(city):
    assert stuck.find() == {}


@pytest.mark.parametrize("name", ["handler", "district"])
def test_the_demo_accounts_find_something_to_do(city, name):
    user = User.objects.get(username=name)
    assert [item for item in hooks.due_items(user, user.grants[0]) if item.kind == "order"]
