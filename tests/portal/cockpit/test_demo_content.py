"""What the demo city is written from: topics, trades, names."""

import io

import pytest

from appeals.models import Category
from enterprises.models import Industry
from portal.cockpit.demo.content import listed_companies, read, topics, trades

pytestmark = pytest.mark.django_db


def test_there_are_at_least_sixty_topics_of_known_categories():
    known = set(Category.objects.values_list("code", flat=True))
    assert len(topics()) >= 60
    assert {topic.category for topic in topics()} <= known
    assert all(case.replies for topic in topics() for case in topic.cases)


def test_trades_and_listed_companies_stand_in_known_industries():
    known = set(Industry.objects.values_list("code", flat=True))
    assert {trade.industry for trade in trades()} <= known
    assert {row["industry"] for row in listed_companies()} - {""} <= known
    assert len(listed_companies()) == 452


def test_an_explanation_cites_its_clause():
    replies = [reply for topic in topics() for case in topic.cases for reply in case.replies]
    assert all(bool(reply.get("clause")) == (reply["outcome"] == "explained") for reply in replies)


def test_the_city_does_not_shout():
    words = io.StringIO()
    for name in ("topics", "phrases", "visits", "training"):
        words.write(repr(read(name)))
    assert not {"!", "！"} & set(words.getvalue())
