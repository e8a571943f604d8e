"""Rates of satisfaction: silence is not satisfied, proxies stay out, and each number opens its rows."""

import re

import pytest
from django.urls import reverse

from appeals import satisfaction, workflow
from appeals.enums import AppealState as S
from appeals.enums import Solved
from appeals.models import Handling
from tests.plugins.lasting import lasting
from tests.world import appeal_in, build, lead

ROLES = ["dispatcher", "handler", "district", "city", "leader"]


def rated(world, level, solved, **how):
    appeal = appeal_in(world, S.REPLIED)
    return workflow.rate(appeal, by=world.contact, answers=[(lead(appeal), level, solved, "")], **how)


def replies_of_all_kinds():
    """Three satisfied, one of them not solved; one dissatisfied; one by proxy; one silent; one still waiting."""
    world = build()
    for level, solved in [(5, Solved.YES), (4, Solved.YES), (4, Solved.NO), (2, Solved.NO)]:
        rated(world, level, solved)
    rated(world, 5, Solved.YES, is_proxy=True)
    workflow.close_unrated(appeal_in(world, S.REPLIED))
    appeal_in(world, S.REPLIED)
    return world


built, world = lasting(replies_of_all_kinds)
EXPECTED = {"asked": 6, "answered": 4, "proxies": 1, "satisfied": 3, "solved": 2}


@pytest.mark.parametrize("role", ROLES)
def test_whoever_leads_and_the_unit_itself_see_the_same_numbers(world, role):
    user = getattr(world, role)
    rows = satisfaction.replies(user, user.grants[0], 90)
    line = satisfaction.total(rows)
    assert (line.asked, line.proxies) == (6, 1)
    assert (line.response.hits, line.response.n) == (4, 5)
    assert (line.satisfied.hits, line.satisfied.n, line.solved.hits) == (3, 4, 2)
    for group in satisfaction.GROUPS:
        assert [one.asked for one in satisfaction.lines(rows, group)] == [6]


def test_another_unit_sees_nothing_of_it(world):
    user = world.other_handler
    assert satisfaction.total(satisfaction.replies(user, user.grants[0], 90)).asked == 0


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", EXPECTED)
def test_a_number_opens_the_rows_that_make_it(client, world, role, kind):
    client.force_login(getattr(world, role))
    code = Handling.objects.first().unit.code
    answer = client.get(reverse("appeals:satisfaction_rows"), {"kind": kind, "by": "unit", "of": code})
    assert len(re.findall(r'class="grid__t"', answer.content.decode())) == EXPECTED[kind]


def test_a_rate_of_few_answers_is_hidden(client, world):
    client.force_login(world.city)
    page = client.get(reverse("appeals:satisfaction")).content.decode()
    assert "n = 4" in page and "75 %" not in page


@pytest.mark.parametrize("query", ["kind=nothing", "kind=asked'"])
def test_an_unknown_number_does_not_exist(client, world, query):
    client.force_login(world.city)
    assert client.get(f"{reverse('appeals:satisfaction_rows')}?{query}").status_code == 404


def test_a_strange_period_or_group_falls_back(client, world):
    client.force_login(world.city)
    assert client.get(reverse("appeals:satisfaction"), {"days": "x", "by": "y"}).status_code == 200


def test_the_page_asks_as_much_whatever_there_is(client, world, query_shape):
    client.force_login(world.city)
    client.get(reverse("appeals:satisfaction"))
    counts = []
    for days in (90, 365):
        with query_shape() as shapes:
            client.get(reverse("appeals:satisfaction"), {"days": days})
        counts.append(len(shapes))
    assert counts[0] == counts[1] <= 8
