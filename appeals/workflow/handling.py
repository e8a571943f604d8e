"""What one unit does: take on or return, name an owner, contact, report progress, reply."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.common.workflow import Refused

from .. import notifications
from ..attachments import attach_all
from ..conditions import missing_before_reply, missing_before_return, missing_before_work, missing_in_reply
from ..enums import HandlingState, MessageKind, PromiseKind
from ..models import Message
from . import engine

#: What a final reply keeps; a question that it leaves open is not needed any more.
KEPT_BY_REPLY = (
    PromiseKind.FIRST_CONTACT, PromiseKind.INTERIM_REPLY, PromiseKind.FINAL_REPLY, PromiseKind.NEXT_REPLY,
)  # fmt: skip
#: A unit still works on its part.
LIVE = (HandlingState.ASSIGNED, HandlingState.ACCEPTED)


@transaction.atomic
def take_on(handling, *, by):
    """The unit takes the case on; whoever takes it on owns it until another owner is named."""
    appeal, handling = engine.lock_handling(handling)
    if handling.state == HandlingState.ASSIGNED:
        engine.refuse_if(missing_before_work(handling))
    engine.apply_handling(handling, "accept", by=by, accepted_at=timezone.now(), owner=handling.owner or by)
    engine.keep(appeal, PromiseKind.TAKE_ON, handling=handling)
    return handling


@transaction.atomic
def return_to_desk(handling, *, by, basis, proposed_unit=None):
    """“Not ours”: the unit gives the case back with its basis and, if it can, the proposed owner, within its limit.

    A joint unit's return leaves the case with the lead unit; a lead unit's return sends it to the desk for a new
    dispatch.
    """
    appeal, handling = engine.lock_handling(handling)
    engine.refuse_if(missing_before_return(handling))
    engine.refuse_if([] if basis.strip() else [_("Give the basis: the rule or the division of duties.")])
    engine.apply_handling(
        handling, "return_to_desk", by=by, comment=basis,
        returned_at=timezone.now(), return_basis=basis, proposed_unit=proposed_unit,
    )  # fmt: skip
    engine.keep(appeal, PromiseKind.TAKE_ON, handling=handling)
    engine.lapse(appeal, handling=handling)
    if handling.is_lead:
        engine.apply(appeal, "give_back", by=by, unit=handling.unit, log=False)
        engine.promise(appeal, PromiseKind.DISPATCH)
    notifications.handling_returned(handling)
    return handling


@transaction.atomic
def set_owner(handling, *, by, owner):
    """Name who inside the unit owns the case; a member of the unit, while the case runs."""
    appeal, handling = engine.lock_handling(handling)
    _refuse_finished(handling)
    if not owner.memberships.in_force().filter(role=Role.HANDLER, unit=handling.unit).exists():
        raise Refused(_("%(name)s does not work for %(unit)s.") % {"name": owner, "unit": handling.unit})
    handling.owner, handling._history_user = owner, by
    handling.save(update_fields=["owner"])
    engine.write(
        appeal, "set_owner", handling.state, handling.state, by=by, unit=handling.unit, handling=handling,
        comment=str(owner),
    )  # fmt: skip
    notifications.owner_named(handling, by=by)
    return handling


@transaction.atomic
def record_contact(handling, *, by, text):
    """Record the first contact with the enterprise; it keeps that promise, once."""
    appeal, handling = engine.lock_handling(handling)
    _refuse_finished(handling)
    engine.refuse_if(missing_before_work(handling))
    if handling.state == HandlingState.ASSIGNED:
        raise Refused(_("Take the case on first."), code="wrong_state")
    if not handling.contacted_at:
        handling.contacted_at, handling._history_user = timezone.now(), by
        handling.save(update_fields=["contacted_at"])
    engine.keep(appeal, PromiseKind.FIRST_CONTACT, handling=handling)
    _say(handling, MessageKind.CONTACT, by=by, text=text)
    return handling


@transaction.atomic
def post_progress(handling, *, by, text, files=()):
    """Tell the enterprise how it goes; telling is also contacting, and the interim reply of a difficult case."""
    appeal, handling = engine.lock_handling(handling)
    _refuse_finished(handling)
    engine.refuse_if(missing_before_work(handling))
    message = _say(handling, MessageKind.PROGRESS, by=by, text=text)
    attach_all(appeal, files, by=by, message=message, handling=handling)
    engine.keep(appeal, PromiseKind.FIRST_CONTACT, PromiseKind.INTERIM_REPLY, handling=handling)
    notifications.progress_posted(message)
    return handling


@transaction.atomic
def add_note(appeal, *, by, unit, text):
    """Write a note that only the own unit reads."""
    appeal = engine.lock(appeal)
    engine.refuse_if([] if text.strip() else [_("Write the note.")])
    return Message.objects.create(
        appeal=appeal, kind=MessageKind.NOTE, unit=unit, author=by, text=text, at=timezone.now()
    )


@transaction.atomic
def reply(handling, *, by, text, outcome, clause="", files=()):
    """Give the unit's final reply with its honest outcome; the lead unit's reply is the appeal's.

    Raises :class:`Refused` while a joint unit still owes its part (the enterprise reads one merged reply).
    """
    appeal, handling = engine.lock_handling(handling)
    engine.refuse_if(missing_before_reply(handling) or missing_in_reply(outcome, text, clause))
    now = timezone.now()
    engine.apply_handling(handling, "reply", by=by, replied_at=now, reply=text, outcome=outcome, clause=clause)
    attach_all(appeal, files, by=by, handling=handling)
    engine.keep(appeal, *KEPT_BY_REPLY, handling=handling)
    engine.lapse(appeal, handling=handling)
    if handling.is_lead:
        engine.apply(appeal, "reply", by=by, unit=handling.unit, log=False, replied_at=now)
        engine.promise(appeal, PromiseKind.RATING, now=now)
        notifications.appeal_replied(appeal)
    else:
        notifications.joint_replied(handling)
    return handling


def _refuse_finished(handling):
    if handling.state not in LIVE:
        raise Refused(_("Your unit has already finished its part."), code="wrong_state")


def _say(handling, kind, *, by, text):
    engine.refuse_if([] if text.strip() else [_("Write what the enterprise should know.")])
    return Message.objects.create(
        appeal=handling.appeal, handling=handling, kind=kind, unit=handling.unit, author=by, text=text,
        at=timezone.now(),
    )  # fmt: skip
