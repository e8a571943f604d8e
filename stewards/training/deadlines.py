"""Until when a required course is to be finished. The time after which a late comer is late is our number."""

from datetime import datetime, timedelta

from django.utils import timezone

from portal.common.workdays import SHANGHAI, WORK_ENDS, due_at

#: Working days that somebody has who enters after the date of a course has passed.
LATE_COMERS = 20


def due_of(course, entered_on):
    """Return the instant until which somebody who began on the day ``entered_on`` finishes a required course."""
    day = max(entered_on, timezone.localdate(course.published_at))
    if course.due_on:
        if day <= course.due_on:
            return datetime.combine(course.due_on, WORK_ENDS, SHANGHAI)
        return due_at(_noon(day), LATE_COMERS)
    return due_at(_noon(day), course.due_days)


def _noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


def late_before(course, now):
    """Return the day before which one has to have begun to be late now with the course; None when nobody is."""
    opened = timezone.localdate(course.published_at)
    if due_of(course, opened) >= now:
        return None
    day = timezone.localdate(now) + timedelta(days=1)
    while due_of(course, day - timedelta(days=1)) >= now:
        day -= timedelta(days=1)
    return day
