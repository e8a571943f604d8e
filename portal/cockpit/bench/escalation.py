"""Times the hourly sweep of supervision over ten thousand overdue cases, and that it finds nothing the second time."""

from datetime import datetime, time, timedelta
from time import perf_counter

from django.db import transaction

from appeals.enums import AppealState, HandlingState, PromiseKind
from appeals.models import Appeal, Category, Handling, Promise
from appeals.supervision.workflow import sweep
from enterprises.models import Enterprise
from portal.accounts.models import Unit
from portal.common import bulk, workdays
from portal.common.workdays import SHANGHAI

from .jobs import Job

#: Working days after which nobody has answered, so that every order climbs.
UNANSWERED = 4


def run(cases):
    """Yield the jobs; everything is written in a transaction that is taken back."""
    with transaction.atomic():
        today = workdays.add_workdays(datetime.now(SHANGHAI).date(), 1)
        morning = datetime.combine(today, time(10), SHANGHAI)
        later = datetime.combine(workdays.add_workdays(today, UNANSWERED), time(10), SHANGHAI)
        sweep(morning)  # what the city itself has overdue
        _overdue(cases, morning)
        yield _timed("escalate: raise", morning, "raised")
        yield _timed("escalate: raise again", morning, "raised")
        yield _timed("escalate: climb", later, "climbed")
        yield _timed("escalate: climb again", later, "climbed")
        transaction.set_rollback(True)


def _timed(name, moment, figure):
    began = perf_counter()
    done = sweep(moment)
    return Job(name, perf_counter() - began, done[figure])


def _overdue(cases, now):
    """Write cases in handling, of all firms and units in turn, whose final reply was due the day before."""
    firms = list(Enterprise.objects.order_by("pk")[:cases])
    units = list(Unit.objects.handling().order_by("pk"))
    category = Category.objects.exclude(parent=None).order_by("pk").first()
    began, due = now - timedelta(days=9), now - timedelta(days=1)
    appeals = bulk.create(
        Appeal(
            number=f"SQ-0001-{number:06d}", enterprise=firms[number % len(firms)], category=category, title="超期基准",
            state=AppealState.IN_HANDLING, submitted_at=began, accepted_at=began, dispatched_at=began, due_at=due,
        )
        for number in range(cases)
    )  # fmt: skip
    parts = bulk.create(
        Handling(
            appeal=appeal, unit=units[number % len(units)], is_lead=True, state=HandlingState.ACCEPTED,
            assigned_at=began, accepted_at=began,
        )
        for number, appeal in enumerate(appeals)
    )  # fmt: skip
    bulk.create(
        Promise(
            appeal=part.appeal, handling=part, kind=PromiseKind.FINAL_REPLY, days=5, made_at=began, due_at=due
        )
        for part in parts
    )  # fmt: skip
