"""Until when a course is due, for whom, and who is late with it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from portal.common.workdays import SHANGHAI
from stewards.training import coverage, workflow
from stewards.training.deadlines import due_of, late_before
from stewards.training.models import Course
from tests.plugins.lasting import lasting
from tests.training import courses
from tests.training.courses import fresh

built, world = lasting(courses.build)
OPENED = datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)


def opened(**limits):
    return Course(kind="case", title="甲", published_at=OPENED, required_for=["steward"], **limits)


@pytest.mark.parametrize(
    ("limits", "entered", "due"),
    [
        ({"due_days": 5}, date(2020, 1, 1), date(2026, 11, 9)),  # counted from the day it was published
        ({"due_days": 5}, date(2026, 11, 9), date(2026, 11, 16)),
        ({"due_days": 5}, date(2026, 11, 14), date(2026, 11, 23)),  # a Saturday counts as the Monday
        ({"due_on": date(2026, 11, 20)}, date(2020, 1, 1), date(2026, 11, 20)),
        ({"due_on": date(2026, 11, 20)}, date(2026, 11, 20), date(2026, 11, 20)),
        ({"due_on": date(2026, 11, 20)}, date(2026, 11, 23), date(2026, 12, 21)),  # who comes later has 20 working days
    ],
)
def test_a_course_is_due_by_its_date_or_so_many_working_days_after_entry(db, limits, entered, due):
    assert due_of(opened(**limits), entered) == datetime(due.year, due.month, due.day, 17, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("limits", [{"due_days": 5}, {"due_days": 1}, {"due_on": date(2026, 11, 20)}])
def test_who_is_late_is_told_by_one_day_of_entry(db, limits):
    course = opened(**limits)
    for back in range(45):
        now = datetime(2026, 12, 25, 12, tzinfo=SHANGHAI) - timedelta(days=back)
        before = late_before(course, now)
        for ago in range(60):
            entered = now.date() - timedelta(days=ago)
            is_late = due_of(course, entered) < now
            assert is_late == bool(before and entered < before), (now, entered)


def test_duties_end_with_the_certificate_and_concern_the_own_district_and_role(world):
    near, far = courses.course(world, questions=[]), courses.course(world, by="far_district")
    city = courses.course(world, by="city", required_for=["liaison"])
    found = {name: {duty.course for duty in coverage.duties(fresh(getattr(world, name)))}
             for name in ("steward", "liaison", "far_steward", "general", "district")}  # fmt: skip
    assert found == {"steward": {near}, "liaison": {near, city}, "far_steward": {far}, "general": set(),
                     "district": set()}  # fmt: skip
    workflow.read(near, by=world.steward)
    assert coverage.duties(fresh(world.steward)) == []


def test_figures_count_the_unit_the_district_and_the_city(world):
    near = courses.course(world, by="city", questions=[])
    workflow.read(near, by=world.steward)
    found = {}
    for name in ("general", "district", "far_district", "city", "leader", "steward"):
        (figure,) = coverage.figures(fresh(getattr(world, name)))
        found[name] = (figure.all, figure.done)
    assert found == {"general": (3, 1), "district": (3, 1), "far_district": (1, 0), "city": (4, 1), "leader": (4, 1),
                     "steward": (0, 0)}  # fmt: skip


def test_late_are_those_past_their_day_without_a_certificate(world):
    row = courses.course(world, questions=[], due_days=5)
    assert coverage.count_late(fresh(world.general)) == 0
    now = timezone.now() + timedelta(days=20)
    assert coverage.count_late(fresh(world.general), now) == 3
    workflow.read(row, by=world.steward)
    assert coverage.count_late(fresh(world.general), now) == 2
