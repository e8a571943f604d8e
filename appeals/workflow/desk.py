"""The desk: claiming, dispatching to a lead unit and joint units, taking a case back from a unit."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.permissions import units
from portal.accounts.units import hold_open
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from .. import notifications
from ..conditions import missing_before_dispatch, missing_before_ruling
from ..enums import AppealState, Difficulty, HandlingState, PromiseKind, Reviewer
from ..models import Handling
from . import engine

#: While an appeal is in one of these states, the desk has something to do with it.
DESK_STATES = (AppealState.SUBMITTED, AppealState.ACCEPTED, AppealState.IN_HANDLING)


def desk_of(user):
    """The desk unit that the person acts for, or None."""
    return next(iter(units(user, Role.DISPATCHER)), None)


@transaction.atomic
def claim(appeal, *, by):
    """Take a case of the queue for oneself; two dispatchers cannot have the same one."""
    appeal = engine.lock(appeal)
    if appeal.claimed_by_id == by.pk:
        return appeal
    if appeal.claimed_by_id:
        raise Refused(_("%(name)s has already claimed this case.") % {"name": appeal.claimed_by}, code="claimed")
    if appeal.state not in DESK_STATES:
        raise Refused(_("This case no longer waits for the desk."), code="wrong_state")
    return _set_claim(appeal, by, by=by)


@transaction.atomic
def release(appeal, *, by):
    """Put a claimed case back into the queue."""
    appeal = engine.lock(appeal)
    return _set_claim(appeal, None, by=by)


def _set_claim(appeal, user, *, by):
    appeal.claimed_by, appeal._history_user = user, by
    appeal.save(update_fields=["claimed_by", "changed_at"])
    return appeal


@transaction.atomic
def take_over(appeal, *, by=None):
    """The desk reviews when the steward did not act in time (product: “Review”); the broken promise stays."""
    appeal = engine.lock(appeal)
    if appeal.state != AppealState.SUBMITTED or appeal.reviewer == Reviewer.DESK:
        return appeal
    appeal.reviewer, appeal._history_user = Reviewer.DESK, by
    appeal.save(update_fields=["reviewer", "changed_at"])
    engine.write(appeal, "take_over", appeal.state, appeal.state, by=by)
    return appeal


@transaction.atomic
def dispatch(appeal, *, by, lead, joint=(), difficulty=Difficulty.GENERAL, comment=""):
    """Send an accepted appeal to one lead unit and any number of joint units, each with its own promises.

    Raises :class:`Refused` when a unit is named twice or takes no cases.
    """
    joint = [unit for unit in joint if unit.pk != lead.pk]
    hold_open([lead, *joint])
    appeal = engine.lock(appeal)
    engine.refuse_if(missing_before_dispatch(appeal))
    return _send(appeal, by=by, lead=lead, joint=joint, difficulty=difficulty, comment=comment)


@transaction.atomic
def arbitrate(appeal, *, by, lead, ruling, joint=(), difficulty=Difficulty.GENERAL):
    """Rule on a case that two lead units gave back: the unit named handles it and cannot give it back.

    Departments first, the district's government next, the street last (以条为主、街镇托底): never nobody.
    """
    joint = [unit for unit in joint if unit.pk != lead.pk]
    hold_open([lead, *joint])
    appeal = engine.lock(appeal)
    engine.refuse_if(missing_before_ruling(appeal))
    engine.refuse_if([] if ruling.strip() else [_("Give the reasons of the ruling.")])
    return _send(appeal, by=by, lead=lead, joint=joint, difficulty=difficulty, comment=ruling, is_binding=True)


def _send(appeal, *, by, lead, joint, difficulty, comment, is_binding=False):
    now = timezone.now()
    engine.apply(
        appeal, "arbitrate" if is_binding else "dispatch", by=by, unit=desk_of(by), comment=comment,
        difficulty=difficulty, dispatched_at=now, claimed_by=appeal.claimed_by or by,
    )  # fmt: skip
    engine.keep(appeal, PromiseKind.DISPATCH)
    live = {handling.unit_id: handling for handling in appeal.handlings.live()}
    if lead.pk in live:
        engine.lapse(appeal, handling=live[lead.pk])
        live[lead.pk].appeal = appeal
        engine.apply_handling(live[lead.pk], "end", by=by)
    _assign(appeal, lead, is_lead=True, by=by, now=now, is_binding=is_binding)
    for unit in joint:
        if unit.pk not in live:
            _assign(appeal, unit, is_lead=False, by=by, now=now)
    notifications.appeal_dispatched(appeal)
    return appeal


@transaction.atomic
def add_joint(appeal, *, by, unit, comment=""):
    """Ask one more unit to take part in an appeal in handling."""
    hold_open([unit])
    appeal = engine.lock(appeal)
    if appeal.state != AppealState.IN_HANDLING:
        raise Refused(_("Units can be added while the appeal is in handling."), code="wrong_state")
    handling = _assign(appeal, unit, is_lead=False, by=by, now=timezone.now(), comment=comment)
    notifications.handling_assigned(handling)
    return handling


def _assign(appeal, unit, *, is_lead, by, now, comment="", is_binding=False):
    with speaking():
        handling = Handling(
            appeal=appeal, unit=unit, is_lead=is_lead, round=appeal.round, assigned_by=by, assigned_at=now,
            is_binding=is_binding,
        )  # fmt: skip
        handling._history_user = by
        handling.save()
    engine.write(
        appeal, "assign", HandlingState.ASSIGNED, HandlingState.ASSIGNED,
        by=by, unit=desk_of(by), handling=handling, comment=comment,
    )  # fmt: skip
    engine.promise_of_unit(appeal, handling, now=now)
    return handling


@transaction.atomic
def recall(handling, *, by, reason):
    """The desk takes a case back from a unit, with the reason; a lead unit's case waits for dispatch again."""
    appeal, handling = engine.lock_handling(handling)
    engine.refuse_if([] if reason.strip() else [_("Give the reason.")])
    engine.apply_handling(handling, "end", by=by, comment=reason)
    engine.lapse(appeal, handling=handling)
    if handling.is_lead:
        engine.apply(appeal, "give_back", by=by, unit=desk_of(by), log=False)
        engine.promise(appeal, PromiseKind.DISPATCH)
    notifications.handling_recalled(handling, reason)
    return handling
