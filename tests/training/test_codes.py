"""When the code of a session counts: from an hour before it begins to the end of the day on which it ends."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from stewards.training.conditions import code_counts

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("begins", "now", "counts"),
    [
        (at(23, 9), at(23, 7, 59), False),
        (at(23, 9), at(23, 8), True),
        (at(23, 9), at(23, 23, 59), True),
        (at(23, 9), at(24, 0), False),
        (at(23, 23, 50), at(24, 0, 5), True),
        (at(23, 23, 50), at(24, 23, 59), True),
        (at(23, 23, 50), at(25, 0), False),
    ],
)
def test_the_code_counts_around_its_session(begins, now, counts):
    session = SimpleNamespace(begins_at=begins, ends_at=begins + timedelta(hours=2), cancelled_at=None)
    assert code_counts(session, now) is counts


def test_the_code_of_a_cancelled_session_never_counts():
    session = SimpleNamespace(begins_at=at(23, 9), ends_at=at(23, 11), cancelled_at=at(22, 9))
    assert not code_counts(session, at(23, 9))
