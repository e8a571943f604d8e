"""Cases go on when a unit is merged or closed, or a person leaves: the promises keep their dates, the log says why."""

from django.db import transaction

from portal.accounts.enums import Role
from portal.accounts.models import Membership

from .. import notifications
from ..enums import MessageKind
from ..models import Appeal, Message
from . import engine
from .desk import DESK_STATES, release
from .handling import LIVE


@transaction.atomic
def change_unit(handling, to, *, by, reason=""):
    """Let ``to`` handle what was dispatched to another unit; promises and the unit's own notes go along, and so does
    the owner who works there now.

    Where ``to`` takes part in the case already, one handling is enough: the lead unit's stays, else the older one.
    """
    appeal, handling = engine.lock_handling(handling)
    if handling.state not in LIVE or handling.unit_id == to.pk:
        return handling
    if twin := appeal.handlings.live().filter(unit=to).select_related("unit").first():
        spare = twin if handling.is_lead else handling
        spare.appeal = appeal
        engine.apply_handling(spare, "end", by=by)
        engine.lapse(appeal, handling=spare)
        if spare is handling:
            return handling
    before, handling.unit = handling.unit, to
    if handling.owner and not handling.owner.memberships.in_force().filter(role=Role.HANDLER, unit=to).exists():
        handling.owner = None
    handling._history_user, handling._change_reason = by, reason
    handling.save(update_fields=["unit", "owner"])
    Message.objects.filter(appeal=appeal, kind=MessageKind.NOTE, unit=before).update(unit=to)
    engine.write(
        appeal, "change_unit", handling.state, handling.state, by=by, unit=before, handling=handling, comment=reason
    )
    notifications.handling_moved(handling, before)
    return handling


@transaction.atomic
def drop_owner(handling, *, by, reason=""):
    """The owner leaves and nobody is named: the whole unit hears of the case again."""
    appeal, handling = engine.lock_handling(handling)
    if handling.state not in LIVE or handling.owner is None:
        return handling
    gone, handling.owner = handling.owner, None
    handling._history_user, handling._change_reason = by, reason
    handling.save(update_fields=["owner"])
    engine.write(
        appeal, "drop_owner", handling.state, handling.state, by=by, unit=handling.unit, handling=handling,
        comment=str(gone),
    )  # fmt: skip
    notifications.owner_left(handling)
    return handling


@transaction.atomic
def pass_claim(appeal, to, *, by):
    """Let another dispatcher have a claimed case."""
    appeal = engine.lock(appeal)
    if appeal.state in DESK_STATES and appeal.claimed_by_id and appeal.claimed_by_id != to.pk:
        appeal.claimed_by, appeal._history_user = to, by
        appeal.save(update_fields=["claimed_by", "changed_at"])
        notifications.claim_passed(appeal)
    return appeal


def claims_of(unit):
    """Cases that dispatchers of the desk ``unit`` have claimed and that still wait for the desk."""
    people = Membership.objects.in_force().filter(role=Role.DISPATCHER, unit=unit).values("user")
    return Appeal.objects.filter(state__in=DESK_STATES, claimed_by__in=people).order_by("pk")


@transaction.atomic
def release_claims(unit, *, by, reason=""):
    """Put everything that the desk's people have claimed back into the queue."""
    for appeal in claims_of(unit):
        release(appeal, by=by)
