"""What a promise clock shows: state, days left or over, and one segment for each working day.

Pure: the calendar comes in as an argument (``portal.common.workdays.calendar()``), the words are made in
``templatetags/ui.py``. Lengths are SVG units; one unit is one CSS pixel.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .workdays import SHANGHAI, WORK_ENDS

#: Promises shorter than this have no bar, and are "soon" only on the day itself.
SHORTEST_BAR = 3
#: A longer promise is "soon" when so many working days or fewer are left.
SOON = 2
#: No bar is longer than this; the word still tells the true number.
MOST_SEGMENTS = 66
MOST_OVER = 12
#: (most segments, width, gap, wider gap before the day after a weekend or holiday)
SCALES = ((10, 10, 2, 5), (24, 7, 2, 5), (MOST_SEGMENTS + MOST_OVER, 3, 1, 3))
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mark:
    """One rectangle of the bar. Kinds: "u" used or over, "g" used before a due day missed, "p" paused, "t" the tick
    at the due day, "" still to come."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Reading:
    """A clock read at one moment. ``days`` is the number of working days left, or over when ``state`` is "over"."""

    state: str
    days: int
    due: datetime
    done: datetime | None
    today: bool
    marks: tuple[Mark, ...]
    width: float


def as_moment(value):
    """Return ``value`` as an instant in Shanghai; a bare date means 17:30 on that day."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI) if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    return datetime.combine(value, WORK_ENDS, SHANGHAI)


def paused_days(pauses, calendar, until):
    """Return the working days that do not count: after the first day of each pause up to and including its last.

    ``pauses`` holds dates, or pairs of instants or dates (start, end); an end of None means "still paused".
    """
    days = set()
    for pause in pauses:
        if isinstance(pause, date):
            days.add(_day(pause))
            continue
        first, last = _day(pause[0]), _day(pause[1]) if pause[1] else until
        days |= set(_days(first, last))
    return {day for day in days if calendar.is_workday(day)}


def read(*, due_at, now, calendar, started_at=None, done_at=None, pauses=()):
    """Return the ``Reading`` of a promise at ``now``.

    Kept: done by the due instant. Over: done later, or not done and past it. Soon: two working days or fewer left of a
    promise of three or more, the day itself of a shorter one. Paused: a pause without an end.
    """
    due, now = as_moment(due_at), as_moment(now)
    done = as_moment(done_at) if done_at else None
    seen = done or now
    start = calendar.first_day(as_moment(started_at)) if started_at else None
    off = paused_days(pauses, calendar, seen.date())
    length = len(_working(start, due.date(), calendar) - off) if start else None
    if seen > due:
        state, days = "over", len(_working(due.date(), seen.date(), calendar))
    elif done:
        state, days = "kept", len(_working(done.date(), due.date(), calendar))
    else:
        days = len(_working(now.date(), due.date(), calendar))
        state = _running(days, length, now.date() == due.date(), pauses)
    marks = ()
    if start and state != "kept" and length >= SHORTEST_BAR:
        marks = _marks(start, due.date(), seen.date(), off, calendar, missed=state == "over")
    width = marks[-1].x + marks[-1].width if marks else 0
    return Reading(state, days, due, done, due.date() == now.date(), marks, width)


def _running(days, length, is_due_day, pauses):
    if any(not isinstance(pause, date) and pause[1] is None for pause in pauses):
        return "paused"
    if is_due_day:
        return "soon"
    long_enough = length is None or length >= SHORTEST_BAR
    return "soon" if long_enough and days <= SOON else "ok"


def _marks(start, due, seen, off, calendar, *, missed):
    """Lay the segments of the working days from the day after ``start``; paused days are dashed."""
    after = sorted(_working(due, seen, calendar))[:MOST_OVER]
    days = sorted(_working(start, due, calendar))[-MOST_SEGMENTS:] + after
    wide, gap, rest = next(scale[1:] for scale in SCALES if len(days) <= scale[0])
    marks, end, before = [], 0, None
    for day in days:
        x = 0 if before is None else end + (gap if day - before == ONE_DAY else rest)
        if after and day == after[0]:
            marks.append(Mark("t", end + (0.5 if gap > 1 else 0), -1, 1, 10))
        if day in off:
            marks.append(Mark("p", x + 0.5, 1.5, wide - 1, 5))
        else:
            marks.append(Mark(_kind(day, due, seen, missed), x, 1, wide, 6))
        end, before = x + wide, day
    return tuple(marks)


def _kind(day, due, seen, missed):
    if missed:
        return "u" if day > due else "g"
    return "u" if day <= seen else ""


def _day(value):
    return as_moment(value).date() if isinstance(value, datetime) else value


def _days(first, last):
    """The dates after ``first`` up to and including ``last``."""
    return (first + timedelta(days=n) for n in range(1, (last - first).days + 1))


def _working(first, last, calendar):
    return {day for day in _days(first, last) if calendar.is_workday(day)}


def at_closing(moment):
    """Whether ``moment`` is the closing time of the office, which the words leave out except on the day itself."""
    return as_moment(moment).time() == WORK_ENDS
