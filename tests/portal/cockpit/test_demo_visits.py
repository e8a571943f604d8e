"""Visits of a small demo city: in the past, by those who serve, and most of them in time."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q

from portal.accounts.models import User
from portal.cockpit.demo.content import read
from portal.cockpit.demo.registry import LISTED_TAG
from portal.common import hooks
from portal.common.workdays import SHANGHAI, is_workday
from stewards import evidence
from stewards.cadence import next_contacts
from stewards.enums import Evidence, Topic
from stewards.models import Assignment, CheckIn, FollowUp, Liaison, Visit

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def city(django_db_setup, django_db_blocker):
    """One small city for all tests of this module; the last one leaves an empty database."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_city", enterprises=600, stewards=60, appeals=60, seed=7, today=TODAY, verbosity=0)
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def test_most_served_enterprises_have_one_to_three_visits_and_some_a_leader_s():
    served = (
        Assignment.objects.open()
        .values("enterprise")
        .annotate(n=Count("enterprise__visits", filter=Q(enterprise__visits__research_stop=None), distinct=True))
    )
    numbers = [row["n"] for row in served]
    assert set(numbers) <= {0, 1, 2, 3}
    assert sum(number > 0 for number in numbers) / len(numbers) > 0.93


def test_no_visit_lies_ahead_or_before_the_assignment_or_on_a_day_off():
    assert not Visit.objects.filter(Q(created_at__gt=NOW) | Q(created_at__lte=F("happened_at"))).exists()
    began = dict(Assignment.objects.open().values_list("enterprise", "started_at"))
    for visit in Visit.objects.all():
        assert began[visit.enterprise_id] < visit.happened_at
        assert is_workday(visit.happened_at.astimezone(SHANGHAI).date())


def test_authors_serve_the_enterprise_or_lead_its_unit():
    helpers = dict(Liaison.objects.values_list("steward", "user"))
    for visit in Visit.objects.select_related("steward"):
        general = visit.author.grants[0].role == "general"
        assert visit.author_id in (visit.steward.user_id, helpers.get(visit.steward_id)) or general


def test_about_one_in_twelve_is_past_its_cadence():
    rows = next_contacts(Assignment.objects.open())
    late = sum(row.due_at < NOW for row in rows)
    assert 0.05 < late / len(rows) < 0.12


def test_the_words_are_filled_in_vary_and_say_nothing_of_real_companies():
    heard = list(Visit.objects.values_list("heard", flat=True))
    assert not any(sign in text for text in heard for sign in "{}")
    assert len(set(heard)) > 0.7 * len(heard)
    assert {topic for topics in Visit.objects.values_list("topics", flat=True) for topic in topics} == set(Topic)
    real = Visit.objects.filter(enterprise__tags__contains=[LISTED_TAG])
    assert set(real.values_list("heard", "explained")) == {(read("visits")["listed"]["heard"], "")}
    assert not FollowUp.objects.filter(visit__in=real).exists()


def test_promises_are_mostly_kept_and_a_few_are_overdue():
    past = FollowUp.objects.filter(due_on__lt=TODAY)
    assert 0 < past.open().count() < 0.12 * past.count()
    assert FollowUp.objects.open().filter(due_on__gte=TODAY).exists()
    assert not FollowUp.objects.filter(Q(done_at__gt=NOW) | Q(done_at__lte=F("created_at"))).exists()


def test_the_history_tells_when_each_was_written_and_done():
    assert Visit.history.filter(history_date=F("created_at"), history_user=F("author")).count() == Visit.objects.count()
    assert FollowUp.history.filter(history_type="+", done_at=None).count() == FollowUp.objects.count()
    assert FollowUp.history.filter(history_type="~").count() == FollowUp.objects.exclude(done_at=None).count()


def test_the_liaison_officer_and_the_general_steward_have_something_due():
    assert FollowUp.objects.open().of_served_by(User.objects.get(username="liaison")).exists()
    general = User.objects.get(username="general")
    assert hooks.due_items(general, general.grants[0])


def test_the_demo_steward_is_late_once_and_has_promises_around_today():
    mine = next_contacts(Assignment.objects.open().filter(steward__user__username="steward"))
    assert sum(row.due_at < NOW for row in mine) == 1
    promises = FollowUp.objects.open().of_served_by(User.objects.get(username="steward"))
    days = set(promises.values_list("due_on", flat=True))
    assert TODAY in days and min(days) < TODAY < max(days)
    assert Visit.objects.filter(author__username="liaison").exists()


def test_most_visits_on_site_have_a_check_in_whose_grade_and_distance_are_true():
    rows = list(CheckIn.objects.select_related("enterprise", "visit"))
    on_site = Visit.objects.filter(mode="on_site").count()
    assert 0.6 < len(rows) / on_site < 0.85
    assert sum(row.grade == Evidence.STRONG for row in rows) / len(rows) > 0.75
    for row in rows:
        assert (row.person_id, row.enterprise_id) == (row.visit.author_id, row.visit.enterprise_id)
        assert row.grade == evidence.grade(by_code=False, accuracy=row.accuracy, away=row.distance)
        if row.rounded_at is None:
            away = evidence.distance(row.enterprise, row.longitude, row.latitude)
            assert abs(away - row.distance) <= 5 + row.distance * 0.02
    assert {row.rounded_at is None for row in rows} == {True, False}
