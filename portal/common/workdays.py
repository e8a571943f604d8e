"""Working days of the official calendar (product rule 3): deadlines, office hours, quiet hours.

The calendar is a table that an administrator edits year by year (``CalendarDay``). A day without a row follows the
week: Monday to Friday are working days. A year without any row is *not published*; the portal then counts weekends
only and says so (``calendar_warning``). All clock times are those of Shanghai.

The table is read once per process and read again after a minute at the latest; ``forget_calendar`` makes this process
read it at the next question.
"""

from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 -- "date" is what the functions call their argument
from datetime import datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from .models import CalendarDay

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORK_BEGINS = time(9, 0)
WORK_ENDS = time(17, 30)
QUIET_BEGINS = time(22, 0)
QUIET_ENDS = time(8, 0)
DIGEST_AT = time(8, 30)
ONE_DAY = timedelta(days=1)
#: Seconds after which a process reads the calendar again.
KEPT_FOR = 60


@dataclass(frozen=True)
class Calendar:
    """The rules without a database: ``days`` says of a date whether it is a working day; others follow the week."""

    days: dict[Date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_workday(self, date):
        known = self.days.get(date)
        return date.weekday() < 5 if known is None else known

    def add_workdays(self, date, n):
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            date += step
            left -= self.is_workday(date)
        return date

    def workdays_between(self, start_date, end_date):
        if end_date < start_date:
            return -self.workdays_between(end_date, start_date)
        span = (end_date - start_date).days
        return sum(self.is_workday(start_date + timedelta(days=n)) for n in range(1, span + 1))

    def first_day(self, start):
        """Return day 0 of a count that begins with the instant ``start``."""
        local = start.astimezone(SHANGHAI)
        if self.is_workday(local.date()) and local.time() <= WORK_ENDS:
            return local.date()
        return self.add_workdays(local.date(), 1)


@dataclass
class _Kept:
    """What this process has read, and when by the monotonic clock."""

    calendar: Calendar = field(default_factory=Calendar)
    read_at: float | None = None


_kept = _Kept()


def calendar():
    """Return the official calendar as this process knows it, at most a minute old."""
    if _kept.read_at is None or monotonic() - _kept.read_at > KEPT_FOR:
        days = dict(CalendarDay.objects.values_list("date", "is_workday"))
        _kept.calendar, _kept.read_at = Calendar(days, frozenset(day.year for day in days)), monotonic()
    return _kept.calendar


def forget_calendar():
    """Read the calendar anew at the next question; called when a day was edited."""
    _kept.read_at = None


def is_workday(date):
    """Whether people work on ``date``: make-up working days (调休) included, public holidays left out."""
    return calendar().is_workday(date)


def add_workdays(date, n):
    """Return the ``n``-th working day after ``date``, or before it when ``n`` is negative; ``date`` itself for 0.

    ``date`` is day 0 and is never counted, whether it is a working day or not.
    """
    return calendar().add_workdays(date, n)


def workdays_between(start_date, end_date):
    """Return the number of working days after ``start_date`` up to and including ``end_date``.

    Negative when ``end_date`` lies before ``start_date``.
    """
    return calendar().workdays_between(start_date, end_date)


def due_at(start, days, *, calendar=False):
    """Return the aware instant, 17:30 in Shanghai, at which a limit of ``days`` that runs from ``start`` ends.

    Working days unless ``calendar``: day 0 is the day of the event, and the limit ends on the ``days``-th working day
    after it. An event on a day without work, or after 17:30, counts as one at the beginning of the next working day,
    which then is day 0. With one day, an event on Friday at 17:30 is due on Monday, one a minute later on Tuesday.

    ``calendar=True`` counts calendar days from the day of the event, and the day found stands even when nobody works
    on it: limits of the law in calendar days are not prolonged (保障中小企业款项支付条例 art. 25).

    Raises ``ValueError`` for a naive ``start`` or negative ``days``.
    """
    if start.tzinfo is None or days < 0:
        raise ValueError("due_at needs an aware instant and a number of days that is not negative.")
    if calendar:
        day = start.astimezone(SHANGHAI).date() + timedelta(days=days)
    else:
        day = add_workdays(_first_day(start), days)
    return datetime.combine(day, WORK_ENDS, SHANGHAI)


def _first_day(start):
    return calendar().first_day(start)


def year_is_published(year):
    """Whether the calendar has the official days of ``year``."""
    return year in calendar().years


def calendar_warning(date):
    """Return a sentence for people when the year of ``date`` is not published, else an empty string."""
    if year_is_published(date.year):
        return ""
    return _("The official calendar of %(year)s is not published yet: only weekends count as days off.") % {
        "year": date.year
    }


def working_hours(now):
    """Whether ``now`` (aware) lies in office hours: 09:00 to 17:30 on a working day."""
    local = now.astimezone(SHANGHAI)
    return is_workday(local.date()) and WORK_BEGINS <= local.time() < WORK_ENDS


def is_quiet(now):
    """Whether people are left alone at ``now`` (aware): 22:00 to 08:00, and days without work (product rule 7)."""
    local = now.astimezone(SHANGHAI)
    return not (QUIET_ENDS <= local.time() < QUIET_BEGINS and is_workday(local.date()))


def next_digest(now):
    """Return the next 08:30 of a working day after ``now``: what was held over night goes out together then."""
    local = now.astimezone(SHANGHAI)
    today = local.date()
    day = today if is_workday(today) and local.time() < DIGEST_AT else add_workdays(today, 1)
    return datetime.combine(day, DIGEST_AT, SHANGHAI)


def next_working_moment(now):
    """Return ``now`` in office hours, else the next 09:00 of a working day, aware and in Shanghai's time."""
    local = now.astimezone(SHANGHAI)
    if working_hours(local):
        return local
    today = local.date()
    day = today if is_workday(today) and local.time() < WORK_BEGINS else add_workdays(today, 1)
    return datetime.combine(day, WORK_BEGINS, SHANGHAI)
