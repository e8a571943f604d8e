"""A unit asks the enterprise something: its clock stands still until the answer; everybody sees who waits for whom."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import notifications
from ..conditions import missing_before_going_on, missing_before_question
from ..enums import PAUSABLE, MessageKind, PromiseKind
from ..models import Appeal, Message, Pause, Promise
from . import engine


@transaction.atomic
def ask(handling, *, by, text):
    """Ask the enterprise one thing; replies that the unit owes stand still meanwhile. Asking is also contacting."""
    appeal, handling = engine.lock_handling(handling)
    engine.refuse_if(missing_before_question(handling))
    engine.refuse_if([] if text.strip() else [_("Write the question.")])
    now = timezone.now()
    question = Message.objects.create(
        appeal=appeal, handling=handling, kind=MessageKind.QUESTION, unit=handling.unit, author=by, text=text, at=now
    )
    if not handling.contacted_at:
        handling.contacted_at, handling._history_user = now, by
        handling.save(update_fields=["contacted_at"])
    engine.keep(appeal, PromiseKind.FIRST_CONTACT, handling=handling)
    paused = list(Promise.objects.ticking().filter(handling=handling, kind__in=PAUSABLE))
    Pause.objects.bulk_create(
        Pause(promise=row, question=question, started_at=now, due_before=row.due_at) for row in paused
    )
    Promise.objects.filter(pk__in=[row.pk for row in paused]).update(paused_at=now)
    engine.promise(appeal, PromiseKind.ANSWER, handling=handling, now=now)
    notifications.question_asked(question)
    return question


def answered(appeal, *, by):
    """The enterprise said something: every open question counts as answered, and the clocks run again.

    Returns the handlings that had asked. The caller holds the appeal locked.
    """
    asked = Promise.objects.running().filter(appeal=appeal, kind=PromiseKind.ANSWER)
    handlings = [row.handling for row in asked.select_related("handling__unit", "handling__owner")]
    for handling in handlings:
        handling.appeal = appeal
        engine.keep(appeal, PromiseKind.ANSWER, handling=handling)
        engine.go_on(Promise.objects.running().filter(handling=handling), by=by)
    engine.note_due(appeal)
    return handlings


@transaction.atomic
def take_back_question(handling, *, by):
    """The unit does not need the answer any more: its clock runs again at once."""
    appeal, handling = engine.lock_handling(handling)
    engine.refuse_if(missing_before_going_on(handling))
    _end_question(appeal, handling, by=by, step="take_back_question")
    return handling


def go_on_unanswered(now=None):
    """Let clocks run again whose question was not answered in time; return how many questions ended."""
    now = now or timezone.now()
    late = Promise.objects.running().filter(kind=PromiseKind.ANSWER, due_at__lt=now)
    return sum(_go_on_one(promise, now) for promise in late.order_by("pk")[:200])


@transaction.atomic
def _go_on_one(promise, now):
    appeal = engine.lock(Appeal(pk=promise.appeal_id))
    fresh = Promise.objects.running().filter(pk=promise.pk, due_at__lt=now).select_related("handling__unit").first()
    if fresh is None:
        return 0
    fresh.handling.appeal = appeal
    _end_question(appeal, fresh.handling, by=None, step="go_on_unanswered")
    return 1


def _end_question(appeal, handling, *, by, step):
    Promise.objects.running().filter(handling=handling, kind=PromiseKind.ANSWER).update(lapsed_at=timezone.now())
    engine.go_on(Promise.objects.running().filter(handling=handling), by=by)
    engine.note_due(appeal)
    engine.write(appeal, step, handling.state, handling.state, by=by, unit=handling.unit, handling=handling)
    notifications.question_ended(handling)
