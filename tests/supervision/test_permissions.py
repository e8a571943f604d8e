"""Who sees, raises, answers and judges orders: every role by every step, through the pages."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from django.urls import reverse

from appeals.enums import AppealState
from appeals.supervision import permissions, workflow
from appeals.supervision.enums import OrderState as S
from appeals.supervision.models import SupervisionOrder
from portal.accounts.enums import Role
from portal.accounts.models import Membership
from tests import world as worlds
from tests.supervision.samples import fresh, order_in

pytestmark = pytest.mark.django_db
PEOPLE = (
    "contact", "colleague", "stranger", "steward", "other_steward", "general", "dispatcher", "handler",
    "second_handler", "power_handler", "other_handler", "superior", "district", "city", "leader", "admin", "nobody",
)  # fmt: skip
SEES = {"dispatcher", "handler", "second_handler", "district", "city", "leader"}
ANSWERS = {"handler", "second_handler"}
JUDGES = {"dispatcher", "district", "city"}
#: The state from which each step is possible, and what it sends.
STEPS = {
    "reply": (S.ISSUED, {"text": "周五前答复"}, ANSWERS),
    "accept": (S.REPLIED, {"effect": "dated", "verdict": ""}, JUDGES),
    "send_back": (S.REPLIED, {"verdict": "没有日期"}, JUDGES),
    "withdraw": (S.ISSUED, {"reason": "不再需要"}, JUDGES),
}


@contextmanager
def taken_back():
    """What one person does is taken back before the next one tries."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_for_its_people_and_nobody_else(client, world, step):
    state, data, may = STEPS[step]
    order = order_in(world, state)
    address = reverse(f"supervision:{step}", args=[order.number])
    for name in PEOPLE:
        with taken_back():
            client.force_login(fresh(getattr(world, name)))
            status = client.post(address, data).status_code
            assert status == (302 if name in may else 403 if name in SEES else 404), name
            assert (SupervisionOrder.objects.get().state != state) == (name in may), name


def test_an_order_is_seen_by_those_who_answer_judge_or_lead_and_never_by_the_enterprise(client, world):
    order = order_in(world)
    for name in PEOPLE:
        user = fresh(getattr(world, name))
        client.force_login(user)
        assert client.get(order.get_absolute_url()).status_code == (200 if name in SEES else 404), name
        assert SupervisionOrder.objects.visible_to(user).exists() == (name in SEES), name
        if permissions.can_list(user):
            rows = client.get(reverse("supervision:list")).context["table"].page.paginator.count
            assert rows == (1 if name in SEES else 0), name


def test_an_order_is_raised_by_the_desk_the_district_lead_and_the_city_lead(client, world):
    appeal = worlds.appeal_in(world, AppealState.IN_HANDLING)
    address = reverse("supervision:raise", args=[appeal.number])
    sees = {"contact", "colleague", "steward", "general", *SEES}
    for name in PEOPLE:
        with taken_back():
            client.force_login(fresh(getattr(world, name)))
            status = client.post(address, {"unit": world.bureau.pk, "demand": "请说明进展"}).status_code
            assert status == (302 if name in JUDGES else 403 if name in sees else 404), name
            assert SupervisionOrder.objects.count() == (1 if name in JUDGES else 0), name


def test_the_lead_of_another_district_has_no_part_in_it(client, world):
    order = order_in(world, S.REPLIED)
    unit = worlds.unit("district_lead", "黄浦区牵头部门", district_id="310101")
    client.force_login(worlds.person(Role.DISTRICT, unit))
    assert client.get(order.get_absolute_url()).status_code == 404


def test_what_climbed_to_a_superior_is_seen_there_and_answered_below(client, world):
    order = order_in(world, S.REPLIED)
    workflow.send_back(order, by=world.district, verdict="没有日期", climbs=True)
    client.force_login(fresh(world.superior))
    assert client.get(order.get_absolute_url()).status_code == 200
    assert client.get(reverse("supervision:reply", args=[order.number])).status_code == 403


@pytest.mark.parametrize("role", [Role.HANDLER, Role.DISPATCHER, Role.DISTRICT])
def test_nobody_judges_the_own_units_reply(client, world, role):
    order = order_in(world, S.REPLIED)
    Membership.objects.create(user=world.district, role=role, unit=world.bureau, started_on="2020-01-01")
    client.force_login(fresh(world.district))
    answer = client.post(reverse("supervision:accept", args=[order.number]), {"effect": "dated"})
    assert answer.status_code == 403


def test_the_desk_answers_its_own_orders_and_others_judge_them(client, world):
    appeal = worlds.appeal_in(world, AppealState.ACCEPTED)
    order = order_in(world, appeal=appeal, unit=world.desk)
    client.force_login(fresh(world.dispatcher))
    assert client.post(reverse("supervision:reply", args=[order.number]), {"text": "今天派单"}).status_code == 302
    assert client.get(reverse("supervision:accept", args=[order.number])).status_code == 403
    client.force_login(fresh(world.city))
    assert client.get(reverse("supervision:accept", args=[order.number])).status_code == 200
