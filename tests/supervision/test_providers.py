"""What supervision gives to other pages: what is due for whom, the figure that stays at nought, the place, the case."""

from datetime import timedelta

import pytest
from django.urls import reverse

from appeals.enums import AppealState
from appeals.models import Appeal
from appeals.supervision import providers, workflow
from appeals.supervision.enums import OrderState as S
from appeals.supervision.models import SupervisionOrder
from tests import world as worlds
from tests.supervision.samples import MONDAY, fresh, order_in, overdue

pytestmark = pytest.mark.django_db


def due(world, name):
    user = fresh(getattr(world, name))
    return [item.url for item in providers.due_items(user, user.grants[0])]


def test_what_the_unit_has_to_answer_is_due_for_its_handlers_alone(world):
    order = order_in(world)
    address = [reverse("supervision:reply", args=[order.number])]
    assert due(world, "handler") == due(world, "second_handler") == address
    for name in ("contact", "steward", "power_handler", "district", "dispatcher", "city", "leader", "superior"):
        assert due(world, name) == []


def test_a_reply_is_due_for_whoever_raised_the_order_and_for_the_district_lead(world):
    order = order_in(world, S.REPLIED, by=world.dispatcher)
    address = [order.get_absolute_url()]
    assert due(world, "dispatcher") == due(world, "district") == address
    assert due(world, "second_dispatcher") == due(world, "city") == due(world, "handler") == []


def test_a_reply_to_a_rule_is_due_for_district_lead_and_desk(world):
    overdue(world)
    workflow.sweep(MONDAY)
    order = worlds.lead(Appeal.objects.latest("pk")).orders.get()
    workflow.reply(order, by=world.handler, text="周五前答复")
    assert due(world, "district") == due(world, "second_dispatcher") == [order.get_absolute_url()]
    assert due(world, "city") == []


@pytest.mark.parametrize(("days", "is_due"), [(3, False), (9, True)])
def test_a_reply_that_nobody_judges_comes_to_the_city_lead(world, days, is_due):
    order = order_in(world, S.REPLIED)
    SupervisionOrder.objects.update(replied_at=MONDAY - timedelta(days=days))
    assert (due(world, "city") == [order.get_absolute_url()]) is is_due


def test_what_the_desk_owes_is_judged_by_the_city(world):
    order = order_in(world, appeal=worlds.appeal_in(world, AppealState.ACCEPTED), unit=world.desk)
    assert due(world, "dispatcher") == [reverse("supervision:reply", args=[order.number])]
    workflow.reply(order, by=world.dispatcher, text="今天派单")
    assert due(world, "dispatcher") == []
    assert due(world, "city") == [order.get_absolute_url()]


@pytest.mark.parametrize("name", ["district", "city", "dispatcher"])
def test_the_figure_is_nought_and_turns_red_with_the_first_case(world, name):
    user = fresh(getattr(world, name))
    (card,) = providers.home_cards(user, user.grants[0])
    assert (card.value, card.over) == (0, False)
    appeal = worlds.appeal_in(world, AppealState.IN_HANDLING)
    appeal.promises.update(kept_at=None, lapsed_at=MONDAY)
    Appeal.objects.filter(pk=appeal.pk).update(due_at=None)
    (card,) = providers.home_cards(user, user.grants[0])
    assert (card.value, card.over, card.url) == (1, True, reverse("supervision:stuck"))


@pytest.mark.parametrize("name", ["contact", "steward", "general", "handler", "leader", "admin"])
def test_nobody_else_has_the_figure(world, name):
    user = fresh(getattr(world, name))
    assert providers.home_cards(user, user.grants[0]) == []


@pytest.mark.parametrize(
    ("name", "has"),
    [("handler", True), ("dispatcher", True), ("district", True), ("city", True), ("leader", True),
     ("contact", False), ("steward", False), ("general", False), ("admin", False)],
)  # fmt: skip
def test_the_place_in_the_navigation_is_for_those_who_may_read(client, world, name, has):
    client.force_login(fresh(getattr(world, name)))
    page = client.get("/inbox/", follow=True).content.decode()
    assert ('href="/appeals/supervision/"' in page) is has


def test_the_case_is_asked_one_question_by_officials_and_none_by_the_enterprise(world, django_assert_num_queries):
    order = order_in(world)
    contact, lead = fresh(world.contact), fresh(world.district)
    assert contact.grants and lead.grants
    with django_assert_num_queries(0):
        assert providers.case_section(contact, order.appeal) == []
        assert providers.case_acts(contact, order.appeal) == []
        assert len(providers.case_acts(lead, order.appeal)) == 1
    with django_assert_num_queries(1):
        (section,) = providers.case_section(lead, order.appeal)
        assert [str(row.unit) for row in section.context["orders"]] == [str(world.bureau)]


def test_a_draft_offers_no_order(world):
    assert providers.case_acts(fresh(world.dispatcher), worlds.draft(world)) == []
