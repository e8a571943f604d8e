"""The reading of a promise clock: states, numbers and segments, without a database."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common import promise_clock as clocks
from portal.common.workdays import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAIN = Calendar()


def at(month, day, hour=17, minute=30):
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


NOW = at(11, 24, 9, 30)  # a Tuesday


def read(started, due, **kwargs):
    return clocks.read(started_at=started, due_at=due, now=kwargs.pop("now", NOW), calendar=PLAIN, **kwargs)


def bar(reading):
    """The kinds and places of the segments, the tick left out."""
    return [(mark.kind, mark.x) for mark in reading.marks if mark.kind != "t"]


def test_a_running_promise_has_one_segment_a_working_day_and_a_gap_for_the_weekend():
    reading = read(at(11, 19), at(11, 27))
    assert (reading.state, reading.days) == ("ok", 3)
    assert bar(reading) == [("u", 0), ("u", 15), ("u", 27), ("", 39), ("", 51), ("", 63)]
    assert reading.width == 73


def test_a_broken_promise_shows_the_due_day_by_a_tick_and_the_days_over_after_it():
    reading = read(at(11, 16), at(11, 20))
    assert (reading.state, reading.days) == ("over", 2)
    assert bar(reading) == [("g", 0), ("g", 12), ("g", 24), ("g", 36), ("u", 51), ("u", 63)]
    assert [(mark.x, mark.y, mark.height) for mark in reading.marks if mark.kind == "t"] == [(46.5, -1, 10)]


def test_a_paused_day_is_dashed_and_does_not_count():
    reading = read(at(11, 11), at(12, 3), pauses=[(at(11, 18, 14, 5), at(11, 19, 16, 40))])
    assert (reading.state, reading.days) == ("ok", 7)
    kinds = [kind for kind, _x in bar(reading)]
    assert kinds == ["u"] * 5 + ["p"] + ["u"] * 3 + [""] * 7
    assert reading.width == 151


def test_a_late_answer_counts_until_it_came():
    reading = read(at(11, 16), at(11, 20), done_at=at(11, 23, 11, 0))
    assert (reading.state, reading.days) == ("over", 1)
    assert [kind for kind, _x in bar(reading)] == ["g", "g", "g", "g", "u"]


def test_a_kept_promise_has_no_bar():
    reading = read(at(11, 16), at(11, 20), done_at=at(11, 20, 17, 30))
    assert (reading.state, reading.marks) == ("kept", ())


@pytest.mark.parametrize(
    ("started", "due", "state"),
    [
        (at(11, 20), at(11, 25), "soon"),  # three days, one left
        (at(11, 20), at(11, 26), "soon"),  # four days, two left
        (at(11, 19), at(11, 27), "ok"),  # three left
        (at(11, 23), at(11, 25), "ok"),  # two days: soon only on the day itself
        (at(11, 24, 9, 0), at(11, 25), "ok"),
        (at(11, 23), at(11, 24), "soon"),  # the day itself
        (None, at(11, 25), "soon"),
    ],
)
def test_soon_is_two_days_of_a_longer_promise_and_the_day_of_a_shorter(started, due, state):
    assert read(started, due).state == state


def test_a_promise_of_two_days_has_no_bar():
    assert read(at(11, 23), at(11, 25)).marks == ()


def test_it_is_over_one_minute_after_the_hour_though_no_working_day_has_gone():
    reading = read(at(11, 17), at(11, 24), now=at(11, 24, 17, 31))
    assert (reading.state, reading.days) == ("over", 0)


def test_a_pause_without_an_end_stops_the_clock():
    assert read(at(11, 11), at(12, 3), pauses=[(at(11, 23), None)]).state == "paused"


def test_a_bare_date_is_due_at_half_past_five():
    assert read(None, date(2026, 11, 24), now=at(11, 24, 17, 30)).state == "soon"
    assert read(None, date(2026, 11, 24), now=at(11, 24, 17, 31)).state == "over"


def test_a_submission_after_hours_counts_from_the_next_working_day():
    evening, morning = read(at(11, 13, 18, 0), at(11, 23)), read(at(11, 16, 9, 0), at(11, 23))
    assert bar(evening) == bar(morning)


@given(length=st.integers(3, 300), shift=st.integers(-300, 300))
def test_the_bar_never_grows_wider_than_its_place_and_never_overlaps(length, shift):
    due = at(11, 24) + timedelta(days=length)
    reading = read(at(11, 24, 9, 0), due, now=due + timedelta(days=shift))
    solid = [mark for mark in reading.marks if mark.kind != "t"]
    assert reading.width <= 400
    assert all(left.x + left.width <= right.x + 0.5 for left, right in pairwise(solid))
