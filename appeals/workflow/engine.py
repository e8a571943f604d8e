"""What every step shares: the lock, the check, the log row, and the promises that begin and end with it."""

from django.db import connection
from django.db.models import Min
from django.utils import timezone

from portal.common.workflow import Refused, check

from .. import deadlines
from ..enums import Difficulty, PromiseKind
from ..models import Appeal, AppealLog, Handling, Pause, Promise
from ..steps import APPEAL_STEPS, HANDLING_STEPS


def lock(appeal):
    """Return the appeal, fresh and locked; every step of a case queues here."""
    locked = Appeal.objects.select_for_update(of=("self",)).select_related("enterprise", "category")
    return locked.get(pk=appeal.pk)


def lock_handling(handling):
    """Return ``(appeal, handling)``, fresh and locked in this order, so that no two steps wait for each other."""
    appeal = lock(Appeal(pk=handling.appeal_id))
    handling = Handling.objects.select_for_update(of=("self",)).select_related("unit").get(pk=handling.pk)
    handling.appeal = appeal
    return appeal, handling


def refuse_if(sentences):
    """Raise :class:`Refused` with the sentences, when there are any."""
    if sentences:
        raise Refused(*sentences)


def apply(appeal, name, *, by, unit=None, comment="", log=True, **changes):
    """Take the step ``name`` on a locked appeal: check, change, log."""
    step = check(APPEAL_STEPS, name, appeal.get_state())
    before, appeal.state = appeal.state, step.target
    for field, value in changes.items():
        setattr(appeal, field, value)
    appeal._history_user = by
    appeal.save(update_fields=["state", "changed_at", *changes])
    if log:
        write(appeal, name, before, appeal.state, by=by, unit=unit, comment=comment)
    return appeal


def apply_handling(handling, name, *, by, comment="", **changes):
    """Take the step ``name`` on a locked handling: check, change, log."""
    step = check(HANDLING_STEPS, name, handling.get_state())
    before, handling.state = handling.state, step.target
    for field, value in changes.items():
        setattr(handling, field, value)
    handling._history_user = by
    handling.save(update_fields=["state", *changes])
    write(handling.appeal, name, before, handling.state, by=by, unit=handling.unit, handling=handling, comment=comment)
    return handling


def write(appeal, step, before, after, *, by, unit=None, handling=None, comment=""):
    """Add one row to the log of the case."""
    AppealLog.objects.create(
        appeal=appeal, handling=handling, step=step, from_state=before, to_state=after,
        by=by, by_unit=unit, comment=comment, at=timezone.now(),
    )  # fmt: skip


def promise(appeal, kind, *, handling=None, now=None):
    """Make a dated promise by the limit in effect today; ``due_at`` is stored and never computed again."""
    now = now or timezone.now()
    limit = deadlines.limit_for(
        kind,
        category_id=appeal.category_id,
        level=appeal.enterprise.level,
        difficulty=appeal.difficulty,
        on=timezone.localdate(now),
    )
    made = Promise.objects.create(
        appeal=appeal, handling=handling, kind=kind, days=limit.days, day_kind=limit.day_kind, made_at=now,
        due_at=deadlines.due_at(limit, now),
    )  # fmt: skip
    note_due(appeal)
    return made


def promise_of_unit(appeal, handling, *, now):
    """What every dispatch promises: taking on, first contact, final reply, and an interim reply of a difficult case."""
    kinds = [PromiseKind.TAKE_ON, PromiseKind.FIRST_CONTACT, PromiseKind.FINAL_REPLY]
    if appeal.difficulty == Difficulty.DIFFICULT:
        kinds.append(PromiseKind.INTERIM_REPLY)
    for kind in kinds:
        promise(appeal, kind, handling=handling, now=now)


def keep(appeal, *kinds, handling=None):
    """Keep the running promises of these kinds now; kept after the due date they stay broken."""
    rows = _running(appeal, handling).filter(kind__in=kinds)
    go_on(rows, by=None)
    rows.update(kept_at=timezone.now())
    note_due(appeal)


def lapse(appeal, *, handling=None, everything=False):
    """End running promises that nobody needs any more; ``everything`` takes all of the case."""
    rows = Promise.objects.running().filter(appeal=appeal) if everything else _running(appeal, handling)
    go_on(rows, by=None)
    rows.update(lapsed_at=timezone.now())
    note_due(appeal)


def go_on(promises, *, by, now=None):
    """Let the clocks of paused ones among ``promises`` run again: each is due later by the days that were not its own.

    Returns how many went on. The caller holds the appeal locked and calls :func:`note_due`.
    """
    now = now or timezone.now()
    open_pauses = Pause.objects.filter(promise__in=promises, ended_at=None).select_related("promise")
    number = 0
    for pause in open_pauses:
        row = pause.promise
        days = deadlines.paused_days(pause.started_at, now, row.day_kind)
        row.due_at, row.paused_at = deadlines.moved(row.due_at, days, row.day_kind), None
        row.reminded_soon_at = None if days else row.reminded_soon_at
        row.save(update_fields=["due_at", "paused_at", "reminded_soon_at"])
        pause.ended_at, pause.ended_by, pause.due_after = now, by, row.due_at
        pause.save(update_fields=["ended_at", "ended_by", "due_after"])
        number += 1
    return number


def note_due(appeal):
    """Repeat the earliest promise whose clock runs on the appeal, which every step holds locked."""
    running = Promise.objects.ticking().filter(appeal=appeal)
    appeal.due_at = running.aggregate(first=Min("due_at"))["first"]
    Appeal.objects.filter(pk=appeal.pk).update(due_at=appeal.due_at)


def _running(appeal, handling):
    return Promise.objects.running().filter(appeal=appeal, handling=handling)


def next_number(now):
    """Return the next number of an appeal: ``SQ-2026-000001``. Numbers never repeat; a rolled-back one stays unused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('appeals_number')")
        return f"SQ-{timezone.localdate(now).year}-{cursor.fetchone()[0]:06d}"
