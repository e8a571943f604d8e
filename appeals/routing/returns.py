"""How often units give back what was dispatched to them, by handling unit or by category.

A dispatch counts on the day on which it was made; it is returned once the unit gave it back to the desk. A unit that
is often wrongly suggested or chosen shows here, and calls for a rule.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from appeals.enums import HandlingState
from appeals.models import Handling
from portal.common.rates import Rate

#: Days back that can be chosen; the first is shown unasked.
PERIODS = (90, 30, 365)
#: What a figure counts, and by which the rows behind it are found.
KINDS = {"dispatched": Q(), "returned": Q(state=HandlingState.RETURNED)}
#: Group → the fields that name its lines, and the key in the address.
GROUPS = {
    "unit": ("unit__name", "unit__code"),
    "category": ("appeal__category__name", "appeal__category__code"),
}
_COUNTS = {"dispatched": Count("pk"), "returned": Count("pk", filter=KINDS["returned"])}


@dataclass(frozen=True)
class Line:
    """One unit or category; ``code`` is its key in addresses, empty for the sum of all."""

    label: str
    code: str
    returned: Rate


def dispatched(user, days, now=None):
    """What was dispatched in the last ``days`` days, of the cases that this person may see."""
    since = (now or timezone.now()) - timedelta(days=days)
    return Handling.objects.visible_to(user).filter(assigned_at__gte=since)


def lines(rows, group):
    """One :class:`Line` for each unit or category, the most returned first; in one query."""
    label, code = GROUPS[group]
    found = rows.order_by().values(label, code).annotate(**_COUNTS).order_by("-returned", "-dispatched", code)
    return [Line(row[label] or "", row[code] or "", Rate(row["returned"], row["dispatched"])) for row in found]


def total(rows):
    """The sum of all, as a line."""
    found = rows.aggregate(**_COUNTS)
    return Line("", "", Rate(found["returned"], found["dispatched"]))
