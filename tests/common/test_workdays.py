"""Working days against the published calendar and against an oracle that walks day by day."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.common import workdays
from portal.common.models import CalendarDay
from portal.common.workdays import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
UTC = ZoneInfo("UTC")
with (Path(__file__).parents[1] / "data" / "cn_workdays_2023_2026.csv").open(encoding="utf-8-sig") as stream:
    FACTS = {date.fromisoformat(row["date"]): row["is_workday"] == "1" for row in csv.DictReader(stream)}
OFFICIAL = Calendar(FACTS, frozenset({2023, 2024, 2025, 2026}))

dates = st.dates(date(2022, 6, 1), date(2027, 6, 1))
counts = st.integers(0, 40)


def at(text, zone=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def oracle_is_workday(day):
    if day in FACTS:
        return FACTS[day]
    return day.strftime("%a") not in ("Sat", "Sun")


def oracle_nth(day, n):
    """The n-th working day after ``day`` picked from a list of all that follow."""
    following = [day + timedelta(days=step) for step in range(1, 4 * n + 40)]
    return day if n == 0 else [other for other in following if oracle_is_workday(other)][n - 1]


@given(dates, counts)
def test_the_nth_working_day_is_the_nth_in_the_list(day, n):
    assert OFFICIAL.add_workdays(day, n) == oracle_nth(day, n)


@given(dates, st.integers(1, 40))
def test_going_back_and_forth_ends_on_the_same_working_day(day, n):
    start = OFFICIAL.add_workdays(day, 1)
    assert OFFICIAL.add_workdays(OFFICIAL.add_workdays(start, n), -n) == start


@given(dates, dates)
def test_working_days_between_are_those_of_the_list(start, end):
    low, high = sorted((start, end))
    days = [low + timedelta(days=step) for step in range(1, (high - low).days + 1)]
    expected = sum(oracle_is_workday(day) for day in days)
    assert OFFICIAL.workdays_between(start, end) == (expected if end >= start else -expected)


@given(dates, st.integers(1, 40))
def test_adding_and_counting_agree(day, n):
    assert OFFICIAL.workdays_between(day, OFFICIAL.add_workdays(day, n)) == n


@given(st.datetimes(datetime(2022, 6, 1), datetime(2027, 6, 1), timezones=st.just(SHANGHAI)))
def test_day_0_is_a_working_day_that_has_not_passed(start):
    day = OFFICIAL.first_day(start)
    assert oracle_is_workday(day)
    assert datetime.combine(day, workdays.WORK_ENDS, SHANGHAI) >= start
    assert OFFICIAL.workdays_between(start.date(), day) <= 1


@pytest.mark.django_db
def test_the_migration_brought_the_published_calendar():
    assert dict(CalendarDay.objects.values_list("date", "is_workday")) == FACTS
    assert CalendarDay.objects.get(date=date(2024, 2, 4)).note == "春节调休"
    assert CalendarDay.objects.get(date=date(2024, 2, 10)).note == "春节"
    assert CalendarDay.objects.get(date=date(2024, 3, 20)).note == ""


@pytest.mark.django_db
def test_the_module_answers_as_the_calendar_does():
    assert all(workdays.is_workday(day) == fact for day, fact in FACTS.items())
    assert workdays.add_workdays(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert workdays.workdays_between(date(2026, 2, 14), date(2026, 2, 24)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-19T10:00", 1, "2026-11-20"),  # Thursday
        ("2026-11-20T17:30", 1, "2026-11-23"),  # Friday, still in time
        ("2026-11-20T17:30:01", 1, "2026-11-24"),  # counts as Monday morning
        ("2026-11-20T09:00", 0, "2026-11-20"),
        ("2026-11-20T18:00", 0, "2026-11-23"),
        ("2026-11-21T12:00", 1, "2026-11-24"),  # Saturday
        ("2026-11-22T23:59", 1, "2026-11-24"),  # Sunday
        ("2026-11-23T00:00", 1, "2026-11-24"),  # Monday before dawn
        ("2024-02-04T10:00", 5, "2024-02-09"),  # a Sunday that is worked for the Spring Festival
        ("2024-02-09T10:00", 1, "2024-02-18"),  # the holiday ends with a Sunday that is worked
        ("2026-09-30T12:00", 5, "2026-10-13"),  # National Day: back on 8 October, worked Saturday 10 October
    ],
)
def test_a_limit_ends_at_half_past_five_on_the_due_day(start, days, due):
    assert workdays.due_at(at(start), days) == at(f"{due}T17:30")


@pytest.mark.django_db
def test_an_instant_in_another_zone_is_read_in_shanghai():
    assert workdays.due_at(at("2026-11-18T17:00", UTC), 1) == at("2026-11-20T17:30")


@pytest.mark.django_db
def test_calendar_days_are_not_moved_off_a_weekend():
    assert workdays.due_at(at("2026-11-20T18:00"), 30, calendar=True) == at("2026-12-20T17:30")
    assert at("2026-12-20T17:30").weekday() == 6


@pytest.mark.parametrize(("start", "days"), [(datetime(2026, 11, 20), 1), (at("2026-11-20T10:00"), -1)])
def test_a_limit_needs_an_aware_instant_and_days(start, days):
    with pytest.raises(ValueError, match="aware"):
        workdays.due_at(start, days)


@pytest.mark.django_db
def test_an_unpublished_year_counts_weekends_and_says_so():
    assert not workdays.year_is_published(2027)
    assert workdays.is_workday(date(2027, 10, 1))
    assert not workdays.is_workday(date(2027, 10, 2))
    with override("en"):
        assert workdays.calendar_warning(date(2027, 10, 1)) == (
            "The official calendar of 2027 is not published yet: only weekends count as days off."
        )
    with override("zh-hans"):
        assert "2027" in workdays.calendar_warning(date(2027, 10, 1))
        assert "尚未公布" in workdays.calendar_warning(date(2027, 10, 1))
    assert workdays.calendar_warning(date(2026, 10, 1)) == ""


@pytest.mark.django_db
def test_an_edited_day_counts_once_the_calendar_is_forgotten():
    assert workdays.is_workday(date(2027, 10, 1))
    CalendarDay.objects.create(date=date(2027, 10, 1), is_workday=False, note="国庆节")
    assert workdays.is_workday(date(2027, 10, 1))
    workdays.forget_calendar()
    assert not workdays.is_workday(date(2027, 10, 1))
    assert workdays.year_is_published(2027)
    assert workdays.is_workday(date(2027, 10, 4))


@pytest.mark.django_db
def test_the_calendar_is_read_again_after_a_minute(monkeypatch):
    assert workdays.is_workday(date(2027, 10, 1))
    CalendarDay.objects.create(date=date(2027, 10, 1), is_workday=False)
    later = workdays.monotonic() + workdays.KEPT_FOR + 1
    monkeypatch.setattr(workdays, "monotonic", lambda: later)
    assert not workdays.is_workday(date(2027, 10, 1))


@pytest.mark.django_db
def test_a_thousand_questions_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        for step in range(1000):
            workdays.due_at(at("2026-01-05T10:00") + timedelta(hours=step), 5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "quiet", "office", "following"),
    [
        ("2026-11-20T07:59", True, False, "2026-11-20T09:00"),
        ("2026-11-20T08:00", False, False, "2026-11-20T09:00"),
        ("2026-11-20T09:00", False, True, "2026-11-20T09:00"),
        ("2026-11-20T17:29", False, True, "2026-11-20T17:29"),
        ("2026-11-20T17:30", False, False, "2026-11-23T09:00"),
        ("2026-11-20T21:59", False, False, "2026-11-23T09:00"),
        ("2026-11-20T22:00", True, False, "2026-11-23T09:00"),
        ("2026-11-21T12:00", True, False, "2026-11-23T09:00"),
        ("2026-10-10T12:00", False, True, "2026-10-10T12:00"),  # a Saturday that is worked
        ("2026-10-01T12:00", True, False, "2026-10-08T09:00"),
    ],
)
def test_quiet_hours_and_office_hours(now, quiet, office, following):
    assert workdays.is_quiet(at(now)) is quiet
    assert workdays.working_hours(at(now)) is office
    assert workdays.next_working_moment(at(now)) == at(following)
