"""Queries of the pages of appeals stay as many, however long the list or the case."""

import pytest

from appeals import providers, workflow
from appeals.enums import AppealState as S
from portal.common import hooks
from tests.world import appeal_in, lead

PEOPLE = ["contact", "steward", "dispatcher", "handler", "district", "leader"]
LISTS = ["/appeals/?view=open", "/appeals/?view=waiting", "/appeals/?view=new"]


def fill(world):
    for state in (S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.IN_HANDLING, S.REPLIED):
        appeal_in(world, state)


def count(client, query_shape, address):
    with query_shape() as shapes:
        assert client.get(address).status_code == 200
    return len(shapes)


@pytest.mark.parametrize("role", PEOPLE)
def test_lists_ask_as_much_for_five_rows_as_for_fifteen(client, world, query_shape, role):
    client.force_login(getattr(world, role))
    fill(world)
    for address in LISTS:
        client.get(address)
    few = {address: count(client, query_shape, address) for address in LISTS}
    fill(world)
    fill(world)
    assert {address: count(client, query_shape, address) for address in LISTS} == few


@pytest.mark.parametrize("role", PEOPLE)
def test_a_case_asks_as_much_for_a_long_history_as_for_a_short_one(client, world, query_shape, role):
    appeal = appeal_in(world, S.IN_HANDLING, joint=[world.power])
    handling = workflow.take_on(lead(appeal), by=world.handler)
    workflow.post_progress(handling, by=world.handler, text="第一次")
    client.force_login(getattr(world, role))
    client.get(appeal.get_absolute_url())
    few = count(client, query_shape, appeal.get_absolute_url())
    for number in range(5):
        workflow.post_progress(handling, by=world.second_handler, text=f"进展{number}")
        workflow.supplement(appeal, by=world.colleague, text=f"补充{number}")
    assert count(client, query_shape, appeal.get_absolute_url()) == few


@pytest.mark.parametrize("role", PEOPLE)
def test_what_is_due_and_its_figures_ask_as_much_for_many_as_for_few(world, query_shape, role):
    user = getattr(world, role)
    acting = user.grants[0]
    counts = []
    for _round in range(2):
        fill(world)
        with query_shape() as shapes:
            providers.due_items(user, acting)
            providers.home_cards(user, acting)
            providers.enterprise_figures(user, [world.firm.pk, world.foreign_firm.pk])
        counts.append(len(shapes))
    assert counts[0] == counts[1] <= 8


def test_figures_open_exactly_the_rows_they_count(client, world):
    fill(world)
    for role in PEOPLE:
        user = getattr(world, role)
        client.force_login(user)
        for card in hooks.home_cards(user, user.grants[0]):
            if card.url.startswith("/appeals/?"):
                assert client.get(card.url).context["table"].page.paginator.count == card.value, (role, card.label)


def test_a_closed_or_foreign_case_is_due_to_nobody(world):
    appeal_in(world, S.CLOSED)
    for role in (*PEOPLE, "stranger", "other_steward", "other_handler"):
        user = getattr(world, role)
        assert not [item for item in providers.due_items(user, user.grants[0]) if item.kind != "message"]


def test_the_page_of_a_dispatch_asks_few_questions(client, world, query_shape):
    appeal = appeal_in(world, S.ACCEPTED)
    client.force_login(world.dispatcher)
    address = f"/appeals/{appeal.number}/dispatch/"
    client.get(address)
    assert count(client, query_shape, address) <= 19
