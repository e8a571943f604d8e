"""How long each promise takes, and when it falls due: limits are data, the calendar is the official one."""

from django.db.models import Q

from portal.common import workdays

from .enums import DayKind
from .models import TimeLimit


class NoLimit(LookupError):
    """No limit of this kind is in effect: a promise without a date must never be made."""


def limit_for(kind, *, category_id=None, level="", difficulty="", on):
    """Return the :class:`TimeLimit` in effect on the day ``on``.

    The most particular row wins (category and level, category, level, neither); of these the latest in effect.
    Raises :class:`NoLimit` when there is none: a missing limit is never “on time”.
    """
    rows = TimeLimit.objects.filter(
        Q(category=None) | Q(category=category_id),
        Q(level="") | Q(level=level),
        Q(difficulty="") | Q(difficulty=difficulty),
        kind=kind,
        effective_from__lte=on,
    )
    found = max(rows, key=_particular, default=None)
    if found is None:
        raise NoLimit(kind)
    return found


def _particular(limit):
    return (limit.category_id is not None, bool(limit.level), bool(limit.difficulty), limit.effective_from)


def due_at(limit, start):
    """When a promise made at ``start`` falls due: 17:30 in Shanghai on the limit's last day."""
    return workdays.due_at(start, limit.days, calendar=limit.day_kind == DayKind.CALENDAR)
