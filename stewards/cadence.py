"""When each enterprise is to be contacted next: first contacts after a hand-over, and the cadence by level.

A new steward contacts every enterprise within 3 working days (guideline art. 10). After that the level's cadence
counts from the last contact of anybody; where nobody wrote one, from the day on which the steward began.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from enterprises.models import Enterprise
from portal.common import workdays

from .models import Assignment, Cadence, Visit

#: Working days for the first contact after a hand-over (guideline art. 10).
FIRST_CONTACT = 3
#: Further working days after which a late first contact reaches the district lead. The number is ours.
FURTHER = 3
#: How far back hand-overs are looked at when late first contacts are told; older ones were told long ago.
LOOKED_AT = timedelta(days=60)
#: Days between two contacts where no row of :class:`Cadence` says otherwise: once a quarter. The number is ours.
QUARTER = 90


@dataclass(frozen=True)
class Contact:
    """The next contact that an enterprise waits for; ``last`` is the instant of the last one."""

    enterprise: Enterprise
    due_at: datetime
    since: datetime
    last: datetime | None = None
    is_first: bool = False
    steward_id: int | None = None


def days_by_level():
    """Return ``{level: days}`` of the cadences that somebody entered."""
    return dict(Cadence.objects.values_list("level", "days"))


def next_contacts(assignments):
    """The next contact of each of ``assignments`` (open ones; a query set), in three queries."""
    rows = list(assignments.select_related("enterprise").annotate(is_handed_over=_followed_somebody()))
    visits = Visit.objects.filter(enterprise__in=[row.enterprise_id for row in rows]).order_by()
    last = dict(visits.values("enterprise").annotate(last=Max("happened_at")).values_list("enterprise", "last"))
    days = days_by_level()
    return [_next(row, last.get(row.enterprise_id), days) for row in rows]


def _followed_somebody():
    return Exists(Assignment.objects.filter(enterprise=OuterRef("enterprise"), ended_at__lte=OuterRef("started_at")))


def _next(row, last, days):
    if row.is_handed_over and (last is None or last < row.started_at):
        due_at = workdays.due_at(row.started_at, FIRST_CONTACT)
        return Contact(row.enterprise, due_at, row.started_at, last, is_first=True, steward_id=row.steward_id)
    since = last or row.started_at
    day = timezone.localdate(since) + timedelta(days=days.get(row.enterprise.level, QUARTER))
    due_at = datetime.combine(day, workdays.WORK_ENDS, workdays.SHANGHAI)
    return Contact(row.enterprise, due_at, since, last, steward_id=row.steward_id)


def late_first_contacts(now=None):
    """Open assignments after a hand-over whose first contact is overdue, as ``{(steward, due_at): [enterprise]}``.

    One query; hand-overs of the last 60 days.
    """
    now, found = now or timezone.now(), {}
    contacted = Visit.objects.filter(enterprise=OuterRef("enterprise"), happened_at__gte=OuterRef("started_at"))
    rows = Assignment.objects.open().filter(
        _followed_somebody(), ~Exists(contacted), started_at__range=(now - LOOKED_AT, now)
    ).select_related("enterprise", "steward__user", "steward__unit")  # fmt: skip
    for row in rows.order_by("started_at", "enterprise__name", "pk"):
        due_at = workdays.due_at(row.started_at, FIRST_CONTACT)
        if due_at < now:
            found.setdefault((row.steward, due_at), []).append(row.enterprise)
    return found


def reaches_lead(due_at, now=None):
    """Whether a first contact that was due at ``due_at`` is so late that the district lead hears of it."""
    return workdays.due_at(due_at, FURTHER) < (now or timezone.now())
