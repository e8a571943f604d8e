"""Training of a small demo city: finished by most, numbered, and nothing that the rules would not allow."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q

from portal.accounts.models import User
from portal.cockpit.demo.content import read
from portal.common.workdays import SHANGHAI
from stewards.training import coverage
from stewards.training.models import Attempt, Attendance, Certificate, Course, Enrolment, Reading, Session

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def city(django_db_setup, django_db_blocker):
    """One small city for all tests of this module; the last one leaves an empty database."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command(
            "seed_city", enterprises=300, stewards=60, appeals=60, seed=7, today=date(2026, 11, 24), verbosity=0
        )
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def test_the_questions_can_be_answered():
    for course in read("training")["courses"]:
        for question in course["questions"]:
            assert 0 <= question["right"] < len(question["options"]) <= 4
    assert Course.objects.running().count() == 6


def test_certificates_follow_from_what_was_done_and_are_numbered_by_time():
    rows = Certificate.objects.select_related("course")
    assert rows.count() > 100
    for row in rows:
        done = Reading.objects.filter(course=row.course, person=row.person)
        there = Attendance.objects.filter(session__course=row.course, person=row.person)
        assert (done if row.course.is_self_paced else there).exists()
        assert not row.course.questions or Attempt.objects.get(course=row.course, person=row.person, passed=True)
    for year in (2025, 2026):
        moments = list(
            rows.filter(number__startswith=f"TC-{year}").order_by("number").values_list("issued_at", flat=True)
        )
        assert moments == sorted(moments)
    assert not Attempt.objects.filter(Q(passed=True, score__lt=F("course__pass_mark")) | Q(at__gt=NOW)).exists()


def test_sessions_lie_before_and_ahead_and_one_has_a_waiting_list():
    ahead = Session.objects.filter(begins_at__gt=NOW)
    assert ahead.count() == 2 and Session.objects.filter(ends_at__lt=NOW).exists()
    assert not Attendance.objects.filter(session__in=ahead).exists()
    numbers = Enrolment.objects.exclude(place=None).values("session").annotate(n=Count("pk"))
    places = dict(Session.objects.values_list("pk", "places"))
    assert all(row["n"] <= places[row["session"]] for row in numbers)


def test_the_demo_steward_has_something_to_learn_and_the_leads_see_who_has_not():
    assert coverage.duties(User.objects.get(username="steward"))
    for name in ("general", "district", "city"):
        figures = coverage.figures(User.objects.get(username=name))
        assert len(figures) == 4 and any(one.open for one in figures) and all(one.done for one in figures if one.all)
