"""How long each promise takes, and when it falls due: limits are data, the calendar is the official one."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from portal.common import workdays

from .enums import DayKind, Difficulty, PromiseKind
from .models import TimeLimit


class NoLimit(LookupError):
    """No limit of this kind is in effect: a promise without a date must never be made."""


def limit_for(kind, *, category_id=None, level="", difficulty="", on):
    """Return the :class:`TimeLimit` in effect on the day ``on``.

    The most particular row wins (category and level, category, level, neither); of these the latest in effect.
    Raises :class:`NoLimit` when there is none: a missing limit is never “on time”.
    """
    return limits_for([(kind, difficulty)], category_id=category_id, level=level, on=on)[0]


def limits_for(wanted, *, category_id=None, level="", on):
    """Return the limits of ``[(kind, difficulty)]`` in this order, as :func:`limit_for` does, in one query."""
    rows = TimeLimit.objects.filter(
        Q(category=None) | Q(category=category_id),
        Q(level="") | Q(level=level),
        kind__in={kind for kind, _difficulty in wanted},
        effective_from__lte=on,
    )
    return [_most_particular(rows, kind, difficulty) for kind, difficulty in wanted]


def _most_particular(rows, kind, difficulty):
    fitting = [row for row in rows if row.kind == kind and row.difficulty in ("", difficulty)]
    found = max(fitting, key=_particular, default=None)
    if found is None:
        raise NoLimit(kind)
    return found


def _particular(limit):
    return (limit.category_id is not None, bool(limit.level), bool(limit.difficulty), limit.effective_from)


def due_at(limit, start):
    """When a promise made at ``start`` falls due: 17:30 in Shanghai on the limit's last day."""
    return workdays.due_at(start, limit.days, calendar=limit.day_kind == DayKind.CALENDAR)


def moved(due, days, day_kind):
    """Return ``due`` moved by ``days`` days of its kind: what a pause gives back."""
    if not days:
        return due
    if day_kind == DayKind.CALENDAR:
        return due + timedelta(days=days)
    local = due.astimezone(workdays.SHANGHAI)
    day = workdays.add_workdays(local.date(), days)
    return local.replace(year=day.year, month=day.month, day=day.day)


def paused_days(start, end, day_kind):
    """How many days a pause from ``start`` to ``end`` gives back: those after its first day, its last one included."""
    first, last = start.astimezone(workdays.SHANGHAI).date(), end.astimezone(workdays.SHANGHAI).date()
    return (last - first).days if day_kind == DayKind.CALENDAR else workdays.workdays_between(first, last)


def extended_to(promise):
    """By when a final reply is due that becomes difficult: ``(limit, instant)``, counted from the first day.

    What pauses gave back so far is given back to the longer promise too.
    """
    appeal = promise.appeal
    limit = limit_for(
        PromiseKind.FINAL_REPLY, category_id=appeal.category_id, level=appeal.enterprise.level,
        difficulty=Difficulty.DIFFICULT, on=timezone.localdate(promise.made_at),
    )  # fmt: skip
    ended = [row for row in promise.pauses.all() if row.ended_at]
    given_back = sum(paused_days(row.started_at, row.ended_at, limit.day_kind) for row in ended)
    return limit, moved(due_at(limit, promise.made_at), given_back, limit.day_kind)
