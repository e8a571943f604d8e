"""From the first word to the accepted appeal: drafting, submitting, reviewing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import access
from enterprises.enums import AccessReason
from portal.accounts.enums import Role
from portal.accounts.permissions import units
from portal.common.workflow import Refused

from .. import notifications
from ..attachments import attach_all
from ..conditions import missing_before_submit
from ..enums import OPEN_STATES, AppealState, Channel, MessageKind, PromiseKind, Reviewer
from ..models import Appeal, Message
from . import engine
from .asking import answered

#: What a draft may change; everything else is the workflow's.
DRAFT_FIELDS = frozenset(
    {"category", "title", "text", "urgency", "wants_call", "suggested_unit", "previous", "from_visit"}
)


@transaction.atomic
def start_draft(enterprise, *, by, channel=Channel.PORTAL, **fields):
    """Begin a draft for ``enterprise``; it has no number and nobody else is told."""
    appeal = Appeal(enterprise=enterprise, channel=channel, created_by=by, **_only_draft(fields))
    appeal._history_user = by
    appeal.save()
    return appeal


@transaction.atomic
def save_draft(appeal, *, by, **fields):
    """Keep what was typed so far. A returned appeal is edited the same way until it is sent again."""
    appeal = engine.lock(appeal)
    if appeal.state not in (AppealState.DRAFT, AppealState.RETURNED):
        raise Refused(_("This appeal has already been sent."), code="wrong_state")
    for field, value in _only_draft(fields).items():
        setattr(appeal, field, value)
    appeal._history_user = by
    appeal.save(update_fields=["changed_at", *fields])
    return appeal


def _only_draft(fields):
    if unknown := set(fields) - DRAFT_FIELDS:
        raise TypeError(f"not fields of a draft: {sorted(unknown)}")
    return fields


@transaction.atomic
def discard(appeal, *, by):
    """Put a draft aside for good; it had no number and nobody saw it."""
    appeal = engine.lock(appeal)
    return engine.apply(appeal, "discard", by=by)


@transaction.atomic
def submit(appeal, *, by, straight_to_desk=False):
    """Send a draft: it gets its number, its reviewer and the promise of a review.

    The steward reviews; the desk does when there is no steward, when a steward wrote it (nobody reviews his own
    submission), or when the contact sends straight to the desk.
    """
    appeal = engine.lock(appeal)
    engine.refuse_if(missing_before_submit(appeal) if appeal.state == AppealState.DRAFT else [])
    reviewer = _reviewer(appeal, straight_to_desk)
    now = timezone.now()
    engine.apply(
        appeal, "submit", by=by, unit=_steward_unit(appeal, by),
        number=engine.next_number(now), submitted_at=now, reviewer=reviewer,
    )  # fmt: skip
    engine.promise(appeal, PromiseKind.REVIEW, now=now)
    notifications.appeal_submitted(appeal)
    return appeal


@transaction.atomic
def resubmit(appeal, *, by, text=""):
    """Send a returned appeal again, completed; the review is promised anew."""
    appeal = engine.lock(appeal)
    engine.refuse_if(missing_before_submit(appeal) if appeal.state == AppealState.RETURNED else [])
    engine.apply(appeal, "resubmit", by=by, comment=text)
    engine.promise(appeal, PromiseKind.REVIEW)
    notifications.appeal_submitted(appeal)
    return appeal


def _reviewer(appeal, straight_to_desk):
    stewards = access.people_with(appeal.enterprise, AccessReason.STEWARD, AccessReason.DEPUTY)
    if straight_to_desk or appeal.channel != Channel.PORTAL or not stewards:
        return Reviewer.DESK
    return Reviewer.STEWARD


def _steward_unit(appeal, by):
    return next(iter(units(by, Role.STEWARD)), None) if appeal.channel == Channel.STEWARD else None


def _reviewing_unit(by):
    return next(iter(units(by, Role.DISPATCHER, Role.STEWARD)), None)


@transaction.atomic
def return_for_completion(appeal, *, by, comment):
    """Give a submission back to the enterprise with what is missing (guideline art. 5.4: reasonable and complete)."""
    appeal = engine.lock(appeal)
    engine.refuse_if([] if comment.strip() else [_("Say what the enterprise should add.")])
    engine.apply(appeal, "return_for_completion", by=by, unit=_reviewing_unit(by), comment=comment)
    engine.keep(appeal, PromiseKind.REVIEW)
    notifications.appeal_returned(appeal, comment)
    return appeal


@transaction.atomic
def accept(appeal, *, by, comment=""):
    """Accept a submission; the desk dispatches it next."""
    appeal = engine.lock(appeal)
    engine.apply(appeal, "accept", by=by, unit=_reviewing_unit(by), comment=comment, accepted_at=timezone.now())
    engine.keep(appeal, PromiseKind.REVIEW)
    engine.promise(appeal, PromiseKind.DISPATCH)
    notifications.appeal_accepted(appeal)
    return appeal


@transaction.atomic
def decline(appeal, *, by, reason, advice):
    """Decline an accepted appeal: the desk alone, with the reason and where to go instead."""
    appeal = engine.lock(appeal)
    engine.refuse_if([] if reason.strip() else [_("Give the reason.")])
    engine.refuse_if([] if advice.strip() else [_("Say where the enterprise should go instead.")])
    engine.apply(
        appeal, "decline", by=by, unit=_reviewing_unit(by), comment=reason, decline_reason=reason, decline_advice=advice
    )
    engine.keep(appeal, PromiseKind.DISPATCH)
    engine.lapse(appeal, everything=True)
    notifications.appeal_declined(appeal)
    return appeal


@transaction.atomic
def withdraw(appeal, *, by, reason=""):
    """The enterprise takes an open appeal back; every unit's work and every running promise ends with it."""
    appeal = engine.lock(appeal)
    engine.apply(appeal, "withdraw", by=by, comment=reason)
    for handling in appeal.handlings.live().select_for_update(of=("self",)).select_related("unit"):
        handling.appeal = appeal
        engine.apply_handling(handling, "end", by=by)
    engine.lapse(appeal, everything=True)
    notifications.appeal_withdrawn(appeal)
    return appeal


@transaction.atomic
def supplement(appeal, *, by, text, files=()):
    """The enterprise adds words or checked files to an open case. It answers whatever a unit has asked; else no clock
    changes."""
    appeal = engine.lock(appeal)
    if appeal.state not in OPEN_STATES:
        raise Refused(_("This appeal is closed; nothing can be added any more."), code="wrong_state")
    engine.refuse_if([] if text.strip() or files else [_("Write something or choose a file.")])
    message = Message.objects.create(
        appeal=appeal, kind=MessageKind.SUPPLEMENT, author=by, text=text, at=timezone.now()
    )
    attach_all(appeal, files, by=by, message=message)
    answered(appeal, by=by)
    notifications.appeal_supplemented(appeal, message)
    return appeal
