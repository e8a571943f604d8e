"""What pages show of a proposal before it is in force: what is so today, and what would be."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.enums import Level
from enterprises.models import Enterprise
from stewards.distribution import bundle
from stewards.models import Assignment, Steward
from stewards.models.steward import SLOTS

from .enums import Kind

#: How long an enterprise that was taken over stands on the page of what was taken over.
LATELY = timedelta(days=90)


@dataclass(frozen=True)
class Change:
    """One line of a proposal: what of which enterprise, before and after."""

    enterprise: Enterprise
    what: str
    before: str
    after: str


def changes(proposal):
    """The lines of a proposal, in at most two queries; what was applied keeps what it was when written."""
    firm, kind = proposal.enterprise, proposal.kind
    if kind == Kind.HANDOVER:
        rows = proposal.takings.select_related("enterprise", "steward__user")
        return [_steward(row.enterprise, proposal.from_steward, row.steward) for row in rows]
    if kind in (Kind.ADD, Kind.LEVEL, Kind.REMOVE):
        after = proposal.get_level_display() or _("not on the roster")
        before = _earlier_level(proposal) if proposal.applied_at else firm.level
        lines = [Change(firm, _("level of the package"), _level(before), after)]
    elif kind == Kind.MOVE:
        before = proposal.unit if proposal.applied_at else firm.local_unit
        lines = [Change(firm, _("local unit"), str(before or "—"), str(proposal.to_unit))]
    else:
        lines = [_steward(firm, proposal.from_steward, proposal.to_steward)]
    if kind == Kind.SWAP:
        lines.append(_steward(proposal.other, proposal.to_steward, proposal.from_steward))
    if kind in (Kind.REMOVE, Kind.MOVE) and proposal.from_steward:
        lines.append(_steward(firm, proposal.from_steward, None))
    return lines


def _level(code):
    return str(Level(code).label) if code else _("not on the roster")


def _earlier_level(proposal):
    rows = proposal.enterprise.history.filter(history_date__lt=proposal.applied_at).order_by("-history_date")
    before = rows.exclude(level=proposal.level).values_list("level", flat=True).first()
    return before or ""


def _steward(enterprise, before, after):
    nobody = _("nobody")
    return Change(enterprise, _("service steward"), str(before or nobody), str(after or nobody))


# --- What was taken over ---------------------------------------------------------------------------------------------
def taken_over(assignments):
    """Those of ``assignments`` (a query set) that began lately and followed somebody else, with ``before``."""
    earlier = Assignment.objects.filter(enterprise=OuterRef("enterprise"), ended_at__lte=OuterRef("started_at"))
    earlier = earlier.order_by("-ended_at", "-pk")
    rows = assignments.open().filter(started_at__gte=timezone.now() - LATELY)
    rows = rows.annotate(before=Subquery(earlier.values("steward__user__name")[:1])).exclude(before=None)
    return rows.select_related("enterprise", "steward__user").order_by("-started_at", "pk")


# --- What if ---------------------------------------------------------------------------------------------------------
@dataclass
class WhatIf:
    """What would become of a unit if ``leaving`` left: free places, who takes how many, and what finds no place."""

    leaving: list[Steward]
    staying: list[Steward]
    free_before: int = 0
    free_after: int = 0
    placed: int = 0
    takers: list = field(default_factory=list)
    remaining: list[Enterprise] = field(default_factory=list)


def what_if(stewards, leaving):
    """Reckon it for the serving ``stewards`` (with load) of a unit; ``leaving`` are ids among them."""
    gone = [one for one in stewards if one.pk in leaving]
    found = WhatIf(gone, [one for one in stewards if one.pk not in leaving])
    found.free_before = sum(SLOTS - one.load for one in stewards)
    served = Assignment.objects.open().filter(steward__in=gone)
    enterprises = Enterprise.objects.filter(pk__in=served.values("enterprise")).for_list()
    staying = [one.pk for one in found.staying]
    pairs = bundle(enterprises).propose(chosen=staying) if staying else {}
    gets = {}
    for steward in pairs.values():
        if steward:
            gets[steward.pk] = gets.get(steward.pk, 0) + 1
    found.placed = sum(gets.values())
    found.takers = [(one, gets.get(one.pk, 0), one.load + gets.get(one.pk, 0)) for one in found.staying]
    found.free_after = sum(SLOTS - load for _one, _more, load in found.takers)
    found.remaining = [one for one in enterprises if not pairs.get(one.pk)]
    return found
