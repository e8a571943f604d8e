"""When each enterprise is to be contacted next: first contacts after a hand-over, and the cadence by level.

A new steward contacts every enterprise within 3 working days (guideline art. 10). After that the level's cadence
counts from the last contact of anybody; where nobody wrote one, from the day on which the steward began.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from enterprises.enums import AccessReason
from enterprises.models import Enterprise
from enterprises.permissions import held
from portal.common import workdays

from .models import Assignment, Cadence, Visit
from .querysets import SERVING

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
    """The next contact that an enterprise waits for; ``last`` is the instant of the last one.

    ``taken_over_at``: when the steward took the enterprise over from somebody else, else None.
    """

    enterprise: Enterprise
    due_at: datetime
    since: datetime
    last: datetime | None = None
    is_first: bool = False
    steward_id: int | None = None
    taken_over_at: datetime | None = None


def next_contacts(assignments):
    """The next contact of each of ``assignments`` (open ones; a query set), in one query."""
    return [_next(row) for row in _read(assignments)]


def overdue_contacts(assignments, now=None):
    """Those of :func:`next_contacts` whose time is over, the longest first; the others hardly leave the database."""
    now = now or timezone.now()
    days = ExpressionWrapper(F("days") * Value(timedelta(days=1)), DurationField())
    rows = _read(assignments).annotate(
        until=ExpressionWrapper(Coalesce("last", "started_at") + days, DateTimeField())
    ).filter(
        Q(is_handed_over=True) & (Q(last=None) | Q(last__lt=F("started_at"))) | Q(until__lt=now + timedelta(days=1))
    )  # fmt: skip
    return sorted((one for one in map(_next, rows) if one.due_at < now), key=lambda one: one.due_at)


def _read(assignments):
    days = Cadence.objects.filter(level=OuterRef("enterprise__level")).values("days")
    return assignments.select_related("enterprise").annotate(
        is_handed_over=_followed_somebody(), last=last_contact("enterprise"),
        days=Coalesce(Subquery(days), Value(QUARTER)),
    )  # fmt: skip


def last_contact(enterprise):
    """When somebody was last in contact with the enterprise that ``enterprise`` names, as an annotation."""
    visits = Visit.objects.filter(enterprise=OuterRef(enterprise)).order_by().values("enterprise")
    return Subquery(visits.annotate(last=Max("happened_at")).values("last"))


def contacts_of(user):
    """The next contacts of the enterprises that the person serves, stands in for or helps with; kept on the user."""
    if "_contacts" not in user.__dict__:
        reached = {row.content_object_id for row in held(user) if row.reason in SERVING}
        rows = Assignment.objects.open().filter(enterprise__in=reached)
        user.__dict__["_contacts"] = next_contacts(rows) if reached else []
    return user.__dict__["_contacts"]


def own_contacts(user):
    """Those of :func:`contacts_of` whose steward the person is."""
    own = {row.content_object_id for row in held(user) if row.reason == AccessReason.STEWARD}
    return [one for one in contacts_of(user) if one.enterprise.pk in own]


def _followed_somebody():
    return Exists(Assignment.objects.filter(enterprise=OuterRef("enterprise"), ended_at__lte=OuterRef("started_at")))


def _next(row):
    is_first = row.is_handed_over and (row.last is None or row.last < row.started_at)
    since = row.started_at if is_first else row.last or row.started_at
    return Contact(
        row.enterprise, first_contact_due(since) if is_first else _again(since, row.days), since, row.last, is_first,
        row.steward_id, taken_over_at=row.started_at if row.is_handed_over else None,
    )  # fmt: skip


def first_contact_due(taken_over_at):
    """Until when a steward contacts an enterprise that was taken over."""
    return workdays.due_at(taken_over_at, FIRST_CONTACT)


def _again(since, days):
    day = timezone.localdate(since) + timedelta(days=days)
    return datetime.combine(day, workdays.WORK_ENDS, workdays.SHANGHAI)


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
        due_at = first_contact_due(row.started_at)
        if due_at < now:
            found.setdefault((row.steward, due_at), []).append(row.enterprise)
    return found


def reaches_lead(due_at, now=None):
    """Whether a first contact that was due at ``due_at`` is so late that the district lead hears of it."""
    return workdays.due_at(due_at, FURTHER) < (now or timezone.now())
