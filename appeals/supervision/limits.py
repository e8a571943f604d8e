"""How long a unit has to answer, and how long an order stays at each level: rows of ``OrderLimit``."""

from django.utils import timezone

from portal.common import workdays

from .enums import LimitKind
from .models import OrderLimit


class NoLimit(LookupError):
    """No limit of this kind is in effect: an order without a date must never be raised."""


def days(kind, now):
    """Working days of the limit ``kind`` in effect at ``now``; raises :class:`NoLimit`."""
    rows = OrderLimit.objects.filter(kind=kind, effective_from__lte=timezone.localdate(now))
    found = rows.order_by("-effective_from").values_list("days", flat=True).first()
    if found is None:
        raise NoLimit(LimitKind(kind).label)
    return found


def due(kind, now):
    """When a date of this kind that begins at ``now`` ends: 17:30 of the last working day."""
    return workdays.due_at(now, days(kind, now))
