"""Promises that cannot be quietly moved: more time on request, the next date after a broken one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import workdays
from portal.common.workflow import Refused

from .. import deadlines, notifications
from ..conditions import broken_final, missing_before_extension, missing_before_next_date
from ..enums import Difficulty, EndedAs, PromiseKind
from ..models import Extension, Promise
from . import engine


@transaction.atomic
def request_extension(handling, *, by, reason):
    """Ask the desk for more time before the final reply falls due: general becomes difficult (art. 49)."""
    _appeal, handling = engine.lock_handling(handling)
    engine.refuse_if(missing_before_extension(handling))
    engine.refuse_if([] if reason.strip() else [_("Give the reason.")])
    promise = handling.promises.running().get(kind=PromiseKind.FINAL_REPLY)
    now = timezone.now()
    request = Extension.objects.create(promise=promise, reason=reason, requested_by=by, requested_at=now)
    _write(handling, "request_extension", by=by, comment=reason)
    notifications.extension_requested(handling, request)
    return request


@transaction.atomic
def decide_extension(request, *, by, granted, comment=""):
    """Grant or refuse more time. A request in time keeps its right while the desk thinks it over.

    Granted, the old promise ends as extended and another follows, due by the longer limit from the first day; the old
    date becomes that of an interim reply, when it still lies ahead. Refused, the old promise stands, with a reason.
    """
    appeal, handling = engine.lock_handling(request.promise.handling)
    request = Extension.objects.select_for_update(of=("self",)).get(pk=request.pk)
    promise = handling.promises.running().filter(pk=request.promise_id).first()
    if request.decided_at or promise is None:
        raise Refused(_("This request has already been decided, or is not needed any more."), code="decided")
    engine.refuse_if([] if granted or comment.strip() else [_("Give the reason.")])
    now = timezone.now()
    request.granted, request.decided_by, request.decided_at, request.comment = granted, by, now, comment
    request.save(update_fields=["granted", "decided_by", "decided_at", "comment"])
    _write(handling, "grant_extension" if granted else "refuse_extension", by=by, comment=comment)
    if granted:
        _extend(appeal, handling, promise, request, by=by)
    notifications.extension_decided(handling, request)
    return request


def _extend(appeal, handling, promise, request, *, by):
    promise.appeal = appeal
    limit, due = deadlines.extended_to(promise)
    engine.go_on(Promise.objects.filter(pk=promise.pk), by=by)
    Promise.objects.filter(pk=promise.pk).update(lapsed_at=request.requested_at, ended_as=EndedAs.EXTENDED)
    shared = {"appeal": appeal, "handling": handling, "made_at": promise.made_at}
    Promise.objects.create(
        kind=PromiseKind.FINAL_REPLY, days=limit.days, day_kind=limit.day_kind, due_at=due, follows=promise, **shared
    )
    if promise.due_at > request.decided_at:
        Promise.objects.create(
            kind=PromiseKind.INTERIM_REPLY, days=promise.days, day_kind=promise.day_kind, due_at=promise.due_at,
            **shared,
        )  # fmt: skip
    appeal.difficulty, appeal._history_user = Difficulty.DIFFICULT, by
    appeal.save(update_fields=["difficulty", "changed_at"])
    engine.note_due(appeal)


@transaction.atomic
def set_next_date(handling, *, by, day, reason):
    """After a broken final promise: the day by which the unit answers now, and why it could not before.

    The broken promise stays broken. ``day`` is a working day after today, within the limit of the next reply.
    """
    appeal, handling = engine.lock_handling(handling)
    engine.refuse_if(missing_before_next_date(handling))
    engine.refuse_if([] if reason.strip() else [_("Give the reason.")])
    now = timezone.now()
    limit = next_limit(appeal, now)
    _refuse_day(day, limit, now)
    old = broken_final(handling, now)
    Promise.objects.filter(pk=old.pk).update(lapsed_at=now, ended_as=EndedAs.NEXT_DATE)
    days = workdays.workdays_between(timezone.localdate(now), day)
    due = datetime.combine(day, workdays.WORK_ENDS, workdays.SHANGHAI)
    made = Promise.objects.create(
        appeal=appeal, handling=handling, kind=PromiseKind.NEXT_REPLY, days=days, made_at=now, due_at=due, follows=old
    )
    engine.note_due(appeal)
    _write(handling, "set_next_date", by=by, comment=reason)
    notifications.next_date_set(handling, made, reason)
    return made


def next_limit(appeal, now):
    """The longest time in which the next reply may be promised."""
    return deadlines.limit_for(
        PromiseKind.NEXT_REPLY, category_id=appeal.category_id, level=appeal.enterprise.level,
        difficulty=appeal.difficulty, on=timezone.localdate(now),
    )  # fmt: skip


def _refuse_day(day, limit, now):
    last = deadlines.due_at(limit, now).date()
    if day <= timezone.localdate(now):
        raise Refused(_("Choose a day after today."), code="past")
    if not workdays.is_workday(day):
        raise Refused(_("Nobody works on that day. Choose a working day."), code="day_off")
    if day > last:
        raise Refused(_("The next date lies at most %(length)s ahead.") % {"length": limit.length}, code="too_late")


def _write(handling, step, *, by, comment=""):
    engine.write(
        handling.appeal, step, handling.state, handling.state, by=by, unit=handling.unit, handling=handling,
        comment=comment,
    )  # fmt: skip
