"""Return rates by unit and category: each number opens its rows, and too few say nothing."""

import re

import pytest
from django.urls import reverse

from appeals.enums import AppealState as S
from appeals.routing import returns
from tests.world import appeal_in, returned_by

KINDS = {"dispatched": 4, "returned": 2}


@pytest.fixture
def past(world):
    """Four dispatches to the power company, of which two came back."""
    for given_back in (True, True, False, False):
        if given_back:
            returned_by(world, appeal_in(world, S.ACCEPTED), world.power, world.handler)
        else:
            appeal_in(world, S.IN_HANDLING, lead=world.power)
    return world


@pytest.mark.parametrize("role", ["dispatcher", "district", "city"])
def test_returned_of_dispatched_by_unit_and_by_category(past, role):
    rows = returns.dispatched(getattr(past, role), 90)
    whole = returns.total(rows).returned
    assert (whole.hits, whole.n) == (2, 4)
    for group in returns.GROUPS:
        assert [(line.returned.hits, line.returned.n) for line in returns.lines(rows, group)] == [(2, 4)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_opens_the_rows_that_make_it(client, past, kind):
    client.force_login(past.dispatcher)
    answer = client.get(reverse("routing:returns_rows"), {"kind": kind, "of": past.power.code})
    assert len(re.findall(r'class="grid__t"', answer.content.decode())) == KINDS[kind]


def test_a_rate_of_few_dispatches_is_hidden_and_its_n_shown(client, past):
    client.force_login(past.city)
    page = client.get(reverse("routing:returns")).content.decode()
    assert "n = 4" in page and "50 %" not in page


def test_without_dispatches_the_page_says_so(client, world):
    client.force_login(world.city)
    assert client.get(reverse("routing:returns"), {"days": "x", "by": "y"}).status_code == 200


def test_an_unknown_number_does_not_exist(client, world):
    client.force_login(world.city)
    assert client.get(reverse("routing:returns_rows"), {"kind": "nothing"}).status_code == 404


def test_the_lines_take_one_question_to_the_database(past, django_assert_num_queries):
    rows = returns.dispatched(past.city, 90)
    str(rows.query)
    with django_assert_num_queries(1):
        returns.lines(rows, "unit")
