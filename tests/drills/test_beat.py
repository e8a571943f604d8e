"""Beat away for two days, and two beats with two workers at once: each due thing happens once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from appeals.enums import AppealState as S
from appeals.enums import ClosedAs, PromiseKind, Reviewer, Urgency
from appeals.models import Appeal, AppealLog, Promise
from portal.common.workdays import SHANGHAI
from portal.notifications.enums import Event, MailState
from portal.notifications.models import Notification
from tests import world as worlds
from tests.drills.test_killed_processes import all_sent, assert_told_once, tell
from tests.plugins.machines import until

#: A Tuesday and the Thursday after it, both working days, both at ten in the morning.
BEFORE = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
AFTER = BEFORE + timedelta(days=2)
BETWEEN = BEFORE + timedelta(days=1, hours=2)
TASKS = ["appeals.remind", "appeals.close_silent", "appeals.take_over_late_reviews", "notifications.sweep"]


@pytest.fixture
def city(transactional_db):
    """Appeals on Tuesday whose promises all fall due on Wednesday: one to review, one in handling, one to rate."""
    with time_machine.travel(BEFORE - timedelta(hours=1), tick=False):
        world = worlds.build()
        world.late = {state: worlds.appeal_in(world, state) for state in (S.SUBMITTED, S.IN_HANDLING, S.REPLIED)}
        Appeal.objects.update(urgency=Urgency.URGENT)
    Promise.objects.running().update(due_at=BETWEEN)
    Notification.objects.update(mail_state=MailState.NONE)
    return world


@pytest.fixture
def shift(crew_on):
    """``shift(moment, count)``: workers and beats start with the clock at ``moment``; returns the crew."""
    crew = crew_on(settings.DATABASES["default"]["HOST"], connection.settings_dict["NAME"])

    def begin(moment, count):
        crew.environment["DRILL_CLOCK"] = moment.isoformat()
        for number in range(count):
            crew.start("worker", "--hostname", f"worker-{number}@%h", name=f"worker-{number}")
            crew.start("beat", name=f"beat-{number}")
        return crew

    return begin


def rounds(crew):
    """How often the task that ran least often has run."""
    logs = [log.stem for log in crew.folder.glob("worker-*.log")]
    return min(sum(len(crew.lines(log, f"Task {task}[", "succeeded")) for log in logs) for task in TASKS)


def go_round(crew, times):
    """Wait until every task ran ``times`` more times."""
    wanted = rounds(crew) + times
    until(lambda: rounds(crew) >= wanted, f"every task runs {times} times")


def reminders():
    return Notification.objects.filter(event=Event.PROMISE_BROKEN)


@pytest.mark.parametrize("count", [1, 2], ids=["one of each", "two of each"])
def test_what_fell_due_while_beat_was_away_happens_once(city, shift, post, count):
    crew = shift(BEFORE, count)
    go_round(crew, 1)
    for name in list(crew.running):
        crew.kill(name)
    assert not reminders().exists()
    assert not AppealLog.objects.filter(step__in=["take_over", "close_unrated"]).exists()
    late = list(Promise.objects.running().exclude(kind=PromiseKind.RATING))
    shift(AFTER, count)
    go_round(crew, 3)
    assert_each_once(city, late)
    until(lambda: not waiting(), "all are sent")
    rows = Notification.objects.filter(mail_state=MailState.SENT)
    assert {row.message_id for row in reminders()} <= {row.message_id for row in rows}
    assert post.times == Counter({row.message_id: 1 for row in rows})


def waiting():
    return Notification.objects.filter(is_urgent=True, mail_state__in=[MailState.PENDING, MailState.SENDING]).exists()


def assert_each_once(world, late):
    """One take-over, one closing in silence, and of each broken promise one reminder to whoever owes it."""
    assert Counter(AppealLog.objects.filter(step__in=["take_over", "close_unrated"]).values_list("appeal", "step")) == {
        (world.late[S.SUBMITTED].pk, "take_over"): 1,
        (world.late[S.REPLIED].pk, "close_unrated"): 1,
    }
    assert Appeal.objects.get(pk=world.late[S.SUBMITTED].pk).reviewer == Reviewer.DESK
    assert Appeal.objects.get(pk=world.late[S.REPLIED].pk).closed_as == ClosedAs.NOT_RATED
    desk = {world.dispatcher.pk, world.second_dispatcher.pk}
    unit = {world.handler.pk, world.second_handler.pk}
    assert late
    for promise in late:
        told = reminders().filter(key__contains=f":promise-{promise.pk}:").values_list("recipient", flat=True)
        allowed = [{world.steward.pk}, desk] if promise.kind == PromiseKind.REVIEW else [unit]
        assert set(told) in allowed
        assert len(told) == len(set(told))


def test_two_beats_and_two_workers_send_nothing_twice(shift, post, transactional_db):
    tell(300)
    crew = shift(AFTER, 2)
    until(lambda: all_sent(300), "all are sent")
    go_round(crew, 2)
    assert_told_once(post, 300)
