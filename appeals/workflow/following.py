"""After a bad rating: somebody other than the handler calls within a working day and looks again within three."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.workflow import Refused

from .. import notifications
from ..conditions import has_worked_on
from ..enums import PromiseKind
from ..models import FollowUp
from . import engine


def follow(appeal, ratings, *, now):
    """Open the follow-up of this round when a rating is bad; one that was made good again needs none any more.

    The caller holds the appeal locked.
    """
    row = FollowUp.objects.filter(appeal=appeal, round=appeal.round).first()
    bad = any(rating.is_bad for rating in ratings)
    if bad and row is None:
        row = FollowUp.objects.create(appeal=appeal, round=appeal.round, opened_at=now)
        engine.promise(appeal, PromiseKind.FOLLOW_UP, now=now)
        engine.promise(appeal, PromiseKind.RECHECK, now=now)
        notifications.follow_up_opened(row)
    return row


@transaction.atomic
def record_follow_up(row, *, by, text):
    """Write down what the enterprise said when it was called."""
    appeal, row = _lock(row, by)
    engine.refuse_if([] if text.strip() else [_("Write down what was said.")])
    if row.contacted_at:
        raise Refused(_("The enterprise has already been called."), code="contacted")
    row.contacted_by, row.contacted_at, row.said = by, timezone.now(), text
    row.save(update_fields=["contacted_by", "contacted_at", "said"])
    engine.keep(appeal, PromiseKind.FOLLOW_UP)
    engine.write(appeal, "follow_up", appeal.state, appeal.state, by=by, comment=text)
    return row


@transaction.atomic
def record_recheck(row, *, by, helped, text):
    """Write down whether it helped in the end; the re-check ends the follow-up, and is a contact as well."""
    appeal, row = _lock(row, by)
    engine.refuse_if([] if text.strip() else [_("Write down what was found.")])
    if row.checked_at:
        raise Refused(_("The re-check has already been recorded."), code="checked")
    now = timezone.now()
    if not row.contacted_at:
        row.contacted_by, row.contacted_at, row.said = by, now, text
    row.checked_by, row.checked_at, row.helped, row.found = by, now, helped, text
    row.save()
    engine.keep(appeal, PromiseKind.FOLLOW_UP, PromiseKind.RECHECK)
    engine.write(appeal, "recheck", appeal.state, appeal.state, by=by, comment=text)
    notifications.rechecked(row)
    return row


def _lock(row, by):
    appeal = engine.lock(row.appeal)
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.appeal = appeal
    if row.round != appeal.round:
        raise Refused(_("The case was reopened since; its new reply is rated anew."), code="reopened")
    if has_worked_on(by, appeal):
        raise Refused(_("Somebody who did not handle the case has to do this."), code="handler")
    return appeal, row
