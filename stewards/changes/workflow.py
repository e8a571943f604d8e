"""Proposals: written, decided and applied, each step in one transaction. What is applied goes by existing workflows."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import workflow as registry
from portal.accounts.enums import UnitKind
from portal.common.constraints import speaking
from portal.common.workflow import Refused, check
from stewards import workflow as stewardship
from stewards.models import Assignment, Steward

from . import notifications
from .enums import Kind, State
from .models import Proposal, Taking
from .steps import STEPS


def steward_of(enterprise):
    """The steward of today, or None."""
    row = Assignment.objects.open().filter(enterprise=enterprise).select_related("steward__user").first()
    return row.steward if row else None


@transaction.atomic
def propose(kind, unit, *, by, reason, effective_on=None, takers=(), **facts):
    """Write a proposal of ``unit``; ``facts`` are what its kind needs, ``takers`` pairs (enterprise, steward).

    Raises :class:`Refused` when it says nothing possible, or when one of its kind is open already.
    """
    proposal = _write(kind, unit, by=by, reason=reason, effective_on=effective_on, takers=takers, **facts)
    notifications.proposed(proposal)
    return proposal


def _write(kind, unit, *, by, reason, effective_on=None, takers=(), **facts):
    day = effective_on or timezone.localdate()
    if day < timezone.localdate():
        raise Refused(_("The day lies in the past."), code="past")
    proposal = Proposal(
        kind=Kind(kind), unit=unit, reason=reason.strip(), effective_on=day, proposed_by=by, **facts
    )  # fmt: skip
    _remember_stewards(proposal)
    _refuse_senseless(proposal, takers)
    proposal._history_user = by
    with speaking():
        proposal.save()
        for enterprise, steward in takers:
            Taking(proposal=proposal, enterprise=enterprise, steward=steward).save()
    return proposal


def _remember_stewards(proposal):
    """Keep who serves now, so that nothing is applied over the head of somebody else."""
    if proposal.kind in (Kind.REASSIGN, Kind.REMOVE, Kind.MOVE, Kind.SWAP):
        proposal.from_steward = steward_of(proposal.enterprise)
    if proposal.kind == Kind.SWAP:
        proposal.to_steward = steward_of(proposal.other)


def _refuse_senseless(proposal, takers):
    kind, firm = proposal.kind, proposal.enterprise
    if kind == Kind.ADD and firm.is_key:
        raise Refused(_("This enterprise is on the roster already."), code="on_roster")
    if kind != Kind.ADD and firm and not firm.is_key:
        raise Refused(_("Only key enterprises have a steward; this one is not on the roster."), code="off_roster")
    if kind == Kind.LEVEL and firm.level == proposal.level:
        raise Refused(_("The enterprise has this level already."), code="same")
    if kind == Kind.MOVE:
        _refuse_unit(proposal)
    if kind == Kind.REASSIGN and proposal.from_steward == proposal.to_steward:
        raise Refused(_("%(name)s serves this enterprise already.") % {"name": proposal.to_steward}, code="same")
    if kind == Kind.SWAP:
        _refuse_swap(proposal)
    if kind == Kind.HANDOVER and not takers:
        raise Refused(_("%(name)s serves no enterprise now.") % {"name": proposal.from_steward}, code="empty")


def _refuse_unit(proposal):
    unit = proposal.to_unit
    if unit.kind != UnitKind.LOCAL_UNIT or not unit.is_active or unit.district_id != proposal.unit.district_id:
        raise Refused(_("Choose an open local unit of the same district."), code="unit")
    if unit.pk == proposal.enterprise.local_unit_id:
        raise Refused(_("The enterprise belongs to this unit already."), code="same")


def _refuse_swap(proposal):
    if not proposal.from_steward or not proposal.to_steward:
        raise Refused(_("Both enterprises need a steward to be swapped."), code="unserved")
    if proposal.from_steward == proposal.to_steward:
        raise Refused(_("%(name)s serves both enterprises.") % {"name": proposal.from_steward}, code="same")


# --- Deciding --------------------------------------------------------------------------------------------------------
def _lock(proposal):
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True).for_list()
    return rows.get(pk=proposal.pk)


def _decide(proposal, called, *, by, decision):
    step = check(STEPS, called, State(proposal.state))
    if proposal.applied_at:
        raise Refused(_("This proposal is in force already."), code="applied")
    proposal.state, proposal.decision = step.target, decision.strip()
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    return proposal


def _save(proposal, by):
    proposal._history_user = by
    with speaking():
        proposal.save()
    return proposal


@transaction.atomic
def approve(proposal, *, by, decision):
    """Approve; what is due is applied at once, in the same transaction, and the rest on its day.

    Raises :class:`Refused` with the reason when it cannot be applied: then it stays as it was.
    """
    proposal = _decide(_lock(proposal), "approve", by=by, decision=decision)
    if proposal.effective_on <= timezone.localdate():
        _apply(proposal, by=by)
    proposal = _save(proposal, by)
    notifications.decided(proposal)
    return proposal


@transaction.atomic
def refuse(proposal, *, by, decision):
    """Turn it down with the reason, also after the approval as long as its day has not come."""
    proposal = _save(_decide(_lock(proposal), "refuse", by=by, decision=decision), by)
    notifications.decided(proposal)
    return proposal


@transaction.atomic
def withdraw(proposal, *, by):
    """The unit takes it back before anybody decided."""
    return _save(_decide(_lock(proposal), "withdraw", by=by, decision=""), by)


@transaction.atomic
def hand_over(steward, takers, *, by, reason):
    """Put a hand-over in force directly, as the district lead does; it stands among the proposals, decided at once."""
    facts = {"from_steward": steward, "takers": takers}
    proposal = _write(Kind.HANDOVER, steward.unit, by=by, reason=reason, **facts)
    return approve(proposal, by=by, decision=reason)


def apply_due():
    """Apply what was approved and whose day has come; returns how many. Safe to run at any time, and twice."""
    done = 0
    for proposal in Proposal.objects.due().order_by("effective_on", "pk"):
        try:
            done += _apply_one(proposal)
        except Refused as refused:
            _fail(proposal, " ".join(refused.messages))
    return done


@transaction.atomic
def _apply_one(proposal):
    proposal = _lock(proposal)
    if not Proposal.objects.due().filter(pk=proposal.pk).exists():
        return 0
    proposal.failure = ""
    _apply(proposal, by=proposal.decided_by)
    _save(proposal, proposal.decided_by)
    return 1


@transaction.atomic
def _fail(proposal, sentence):
    """Keep why; it is tried again, and told once."""
    proposal = _lock(proposal)
    if proposal.is_open and proposal.failure != sentence[:500]:
        proposal.failure = sentence[:500]
        _save(proposal, proposal.decided_by)
        notifications.failed(proposal)


# --- Applying --------------------------------------------------------------------------------------------------------
def _apply(proposal, *, by):
    _APPLY[proposal.kind](proposal, by=by, reason=proposal.reason)
    proposal.applied_at = timezone.now()


def _expect(served, stewards):
    """Lock and check that each enterprise of ``served`` {enterprise: steward or None} is still served by that one."""
    wanted = {one.pk for one in [*served.values(), *stewards] if one}
    list(
        Steward.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk")
    )  # one order of locks
    rows = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .open()
        .filter(enterprise__in=served)
        .order_by("pk")
    )
    now = {row.enterprise_id: row.steward_id for row in rows}
    for enterprise, steward in served.items():
        if now.get(enterprise.pk) != getattr(steward, "pk", None):
            words = {"enterprise": enterprise}
            raise Refused(_("%(enterprise)s was handed over to somebody else meanwhile.") % words, code="meanwhile")


def _add(proposal, *, by, reason):
    if registry.lock(proposal.enterprise).is_key:
        raise Refused(_("This enterprise is on the roster already."), code="on_roster")
    registry.set_level(proposal.enterprise, proposal.level, by=by, reason=reason)


def _level(proposal, *, by, reason):
    if not registry.lock(proposal.enterprise).is_key:
        raise Refused(_("The enterprise was removed from the roster meanwhile."), code="off_roster")
    registry.set_level(proposal.enterprise, proposal.level, by=by, reason=reason)


def _remove(proposal, *, by, reason):
    """The enterprise loses its level, and its steward with it."""
    _expect({proposal.enterprise: proposal.from_steward}, [])
    stewardship.move([(proposal.enterprise, None)], by=by, reason=reason)
    registry.set_level(proposal.enterprise, "", by=by, reason=reason)


def _move(proposal, *, by, reason):
    """Another unit answers for the enterprise; its steward stays with the old unit, so the service ends."""
    _expect({proposal.enterprise: proposal.from_steward}, [])
    stewardship.move([(proposal.enterprise, None)], by=by, reason=reason)
    registry.entrust(proposal.enterprise, proposal.to_unit, by=by, reason=reason)


def _reassign(proposal, *, by, reason):
    _expect({proposal.enterprise: proposal.from_steward}, [proposal.to_steward])
    stewardship.move([(proposal.enterprise, proposal.to_steward)], by=by, reason=reason)


def _swap(proposal, *, by, reason):
    one, two = proposal.from_steward, proposal.to_steward
    _expect({proposal.enterprise: one, proposal.other: two}, [])
    stewardship.move([(proposal.enterprise, two), (proposal.other, one)], by=by, reason=reason)


def _hand_over(proposal, *, by, reason):
    leaving = proposal.from_steward
    rows = proposal.takings.select_related("enterprise", "steward__user").order_by("pk")
    pairs = [(row.enterprise, row.steward) for row in rows]
    _expect({enterprise: leaving for enterprise, _taker in pairs}, [taker for _enterprise, taker in pairs])
    more = Assignment.objects.open().filter(steward=leaving)
    more = more.exclude(enterprise__in=[enterprise for enterprise, _taker in pairs]).select_related("enterprise")
    if left := [str(row.enterprise) for row in more]:
        words = {"name": leaving, "enterprises": _(", ").join(left)}
        raise Refused(_("%(name)s serves further enterprises: %(enterprises)s. Write it anew.") % words, code="more")
    stewardship.move(pairs, by=by, reason=reason)


_APPLY = {
    Kind.ADD: _add,
    Kind.REMOVE: _remove,
    Kind.MOVE: _move,
    Kind.LEVEL: _level,
    Kind.REASSIGN: _reassign,
    Kind.SWAP: _swap,
    Kind.HANDOVER: _hand_over,
}
