"""What the clock does: reminders, take-overs and closing in silence. Safe to run twice, late, or both at once."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.common import workdays

from .. import notifications
from ..enums import AppealState, PromiseKind, Reviewer
from ..models import Appeal, Promise
from .desk import take_over
from .engine import lock
from .rating import close_unrated

#: How many rows one transaction takes at most.
BATCH = 200


def remind(now=None):
    """Tell once that a promise is due soon and once that it is over, in working hours only; return how many were told.

    *Soon* is two working days of a promise of three or more, and the last day of a shorter one (``docs/ui.md``).
    """
    now = now or timezone.now()
    if workdays.is_quiet(now):
        return 0
    return _remind_over(now) + _remind_soon(now)


@transaction.atomic
def _remind_over(now):
    rows = Promise.objects.ticking().filter(due_at__lt=now, reminded_over_at=None)
    return _remind(rows, "reminded_over_at", notifications.promise_broken, now)


@transaction.atomic
def _remind_soon(now):
    today = timezone.localdate(now)
    soon = workdays.add_workdays(today, 2)
    rows = Promise.objects.ticking().filter(
        Q(days__gte=3, due_at__date__lte=soon) | Q(days__lt=3, due_at__date__lte=today),
        due_at__gte=now,
        reminded_soon_at=None,
        reminded_over_at=None,
    )
    return _remind(rows, "reminded_soon_at", notifications.promise_soon, now)


def _remind(rows, field, tell, now):
    locked = rows.select_for_update(of=("self",), skip_locked=True).order_by("due_at", "pk")
    batch = list(locked.select_related("appeal__enterprise", "handling__unit", "handling__owner")[:BATCH])
    for promise in batch:
        tell(promise)
    Promise.objects.filter(pk__in=[promise.pk for promise in batch]).update(**{field: now})
    return len(batch)


def close_silent(now=None):
    """Close every replied appeal whose time for rating is over; return how many."""
    now = now or timezone.now()
    late = Promise.objects.running().filter(kind=PromiseKind.RATING, due_at__lt=now, appeal__state=AppealState.REPLIED)
    return sum(_close_one(pk, now) for pk in late.values_list("appeal", flat=True)[:BATCH])


@transaction.atomic
def _close_one(pk, now):
    appeal = lock(Appeal(pk=pk))
    running = appeal.promises.running().filter(kind=PromiseKind.RATING, due_at__lt=now)
    if appeal.state != AppealState.REPLIED or not running.exists():
        return 0
    close_unrated(appeal)
    return 1


def take_over_late_reviews(now=None):
    """Give submissions that the steward did not review in time to the desk; return how many."""
    now = now or timezone.now()
    late = Appeal.objects.filter(
        state=AppealState.SUBMITTED,
        reviewer=Reviewer.STEWARD,
        promises__kind=PromiseKind.REVIEW,
        promises__kept_at=None,
        promises__lapsed_at=None,
        promises__due_at__lt=now,
    )
    appeals = list(late.order_by("pk")[:BATCH])
    for appeal in appeals:
        take_over(appeal)
    return len(appeals)
