"""How satisfied enterprises are, by handling unit or by category, and how that was measured.

*Asked* is every reply of a unit whose enterprise rated it, or whose time for rating is over. *Answered* leaves out what
somebody else wrote down (proxies). Satisfied means the two best of five levels; solved means “yes”.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.permissions import unit_ids
from portal.common.rates import Rate

from .enums import AppealState, HandlingState, Satisfaction, Solved
from .models import Handling

#: Days back that can be chosen; the first is shown unasked.
PERIODS = (90, 30, 365)
ASKED = Q(rating__isnull=False) | ~Q(appeal__state=AppealState.REPLIED)
ANSWERED = Q(rating__is_proxy=False)
#: What a figure counts, and by which the rows behind it are found.
KINDS = {
    "asked": ASKED,
    "answered": ANSWERED,
    "proxies": Q(rating__is_proxy=True),
    "satisfied": ANSWERED & Q(rating__level__gte=Satisfaction.SATISFIED),
    "solved": ANSWERED & Q(rating__solved=Solved.YES),
}
#: Group → the fields that name its lines, and the key in the address.
GROUPS = {
    "unit": ("unit__name", "unit__code"),
    "category": ("appeal__category__name", "appeal__category__code"),
}


@dataclass(frozen=True)
class Line:
    """One unit or category; ``code`` is its key in addresses, empty for the sum of all."""

    label: str
    code: str
    asked: int
    proxies: int
    response: Rate
    satisfied: Rate
    solved: Rate


def replies(user, acting, days, now=None):
    """The replies given in the last ``days`` days that this person answers for or leads."""
    since = (now or timezone.now()) - timedelta(days=days)
    rows = Handling.objects.visible_to(user).filter(state=HandlingState.REPLIED, replied_at__gte=since)
    if getattr(acting, "role", None) == Role.HANDLER:
        rows = rows.filter(unit__in=unit_ids(user, Role.HANDLER))
    return rows


def lines(rows, group):
    """One :class:`Line` for each unit or category, the most asked first; in one query."""
    label, code = GROUPS[group]
    found = rows.order_by().values(label, code).annotate(**_counts()).filter(asked__gt=0).order_by("-asked", code)
    return [_line(row[label] or "", row[code] or "", row) for row in found]


def total(rows):
    """The sum of all, as a line."""
    return _line("", "", rows.aggregate(**_counts()))


def _counts():
    return {name: Count("pk", filter=condition) for name, condition in KINDS.items()}


def _line(label, code, row):
    answered = row["answered"]
    return Line(
        label, code, row["asked"], row["proxies"], Rate(answered, row["asked"] - row["proxies"]),
        Rate(row["satisfied"], answered), Rate(row["solved"], answered),
    )  # fmt: skip
