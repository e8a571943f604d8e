"""Promises: dated when made, kept or broken, never moved."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from appeals import deadlines, workflow
from appeals.enums import AppealState as S
from appeals.enums import ClosedAs, DayKind, Difficulty, PromiseKind, Reviewer
from appeals.models import Category, Promise, TimeLimit
from appeals.permissions import can_accept
from enterprises.enums import Level
from portal.notifications.enums import Event
from portal.notifications.models import Notification
from tests.world import appeal_in, lead

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(appeal, kind, **handling):
    return timezone.localtime(appeal.promises.get(kind=kind, **handling).due_at, SHANGHAI)


@time_machine.travel(at("2026-11-20 10:00"), tick=False)
def test_dates_are_set_on_the_official_calendar_when_the_promise_is_made(world):
    appeal = appeal_in(world, S.IN_HANDLING)
    assert due(appeal, PromiseKind.REVIEW) == at("2026-11-23 17:30")
    assert due(appeal, PromiseKind.FIRST_CONTACT) == at("2026-11-23 17:30")
    assert due(appeal, PromiseKind.FINAL_REPLY) == at("2026-11-27 17:30")


@time_machine.travel(at("2026-02-13 10:00"), tick=False)
def test_spring_festival_and_its_make_up_days_are_honoured(world):
    appeal = appeal_in(world, S.IN_HANDLING, difficulty=Difficulty.DIFFICULT)
    final = appeal.promises.get(kind=PromiseKind.FINAL_REPLY)
    assert final.days == 15
    days = [date(2026, 2, 14), *(date(2026, 2, day) for day in (24, 25, 26, 27, 28)), date(2026, 3, 2)]
    assert timezone.localdate(final.due_at) > max(days)


@pytest.mark.parametrize(
    ("code", "difficulty", "days", "kind"),
    [
        ("resources.power", "general", 5, DayKind.WORKING),
        ("resources.power", "difficult", 15, DayKind.WORKING),
        ("policy.question", "general", 1, DayKind.WORKING),
        ("finance.arrears", "general", 30, DayKind.CALENDAR),
        ("finance.arrears", "difficult", 90, DayKind.CALENDAR),
    ],
)
@pytest.mark.django_db
def test_the_legal_limits_are_data(code, difficulty, days, kind):
    category = Category.objects.get(code=code)
    limit = deadlines.limit_for(
        PromiseKind.FINAL_REPLY, category_id=category.pk, difficulty=difficulty, on=date(2026, 11, 20)
    )
    assert (limit.days, limit.day_kind) == (days, kind)


@pytest.mark.django_db
def test_the_most_particular_limit_in_effect_wins():
    category = Category.objects.get(code="resources.power")
    TimeLimit.objects.create(kind=PromiseKind.REVIEW, level=Level.MUNICIPAL, days=2, effective_from=date(2026, 1, 1))
    TimeLimit.objects.create(kind=PromiseKind.REVIEW, category=category, days=3, effective_from=date(2026, 6, 1))
    ask = {"category_id": category.pk, "level": Level.MUNICIPAL}
    assert deadlines.limit_for(PromiseKind.REVIEW, on=date(2026, 5, 31), **ask).days == 2
    assert deadlines.limit_for(PromiseKind.REVIEW, on=date(2026, 6, 1), **ask).days == 3
    assert deadlines.limit_for(PromiseKind.REVIEW, on=date(2026, 6, 1)).days == 1


@pytest.mark.django_db
def test_a_promise_without_a_limit_is_refused_and_never_on_time():
    TimeLimit.objects.filter(kind=PromiseKind.REVIEW).delete()
    with pytest.raises(deadlines.NoLimit):
        deadlines.limit_for(PromiseKind.REVIEW, on=date(2026, 11, 20))


def test_a_comment_does_not_move_a_promise(world):
    appeal = appeal_in(world, S.IN_HANDLING)
    handling = workflow.take_on(lead(appeal), by=world.handler)
    before = list(Promise.objects.values_list("pk", "made_at", "due_at"))
    workflow.supplement(appeal, by=world.contact, text="补充说明")
    workflow.post_progress(handling, by=world.handler, text="已到现场")
    workflow.add_note(appeal, by=world.handler, unit=world.bureau, text="内部备注")
    assert list(Promise.objects.values_list("pk", "made_at", "due_at")) == before


def test_a_promise_kept_too_late_stays_broken(world):
    with time_machine.travel(at("2026-11-02 10:00"), tick=False):
        handling = workflow.take_on(lead(appeal_in(world, S.IN_HANDLING)), by=world.handler)
    with time_machine.travel(at("2026-11-20 10:00"), tick=False):
        workflow.record_contact(workflow_open_again(world, handling), by=world.handler, text="已电话联系")
    promise = Promise.objects.get(handling=handling, kind=PromiseKind.FIRST_CONTACT)
    assert promise.is_late and not promise.is_running


def workflow_open_again(world, handling):
    """The final reply is overdue as well: the unit sets the next date before anything else."""
    workflow.set_next_date(handling, by=world.handler, day=date(2026, 11, 24), reason="等待设备到货")
    return handling


def test_a_unit_cannot_return_a_case_after_its_day(world):
    with time_machine.travel(at("2026-11-02 10:00"), tick=False):
        handling = lead(appeal_in(world, S.IN_HANDLING))
    with time_machine.travel(at("2026-11-03 17:29"), tick=False):
        assert not workflow.handling.missing_before_return(handling)
    with time_machine.travel(at("2026-11-03 17:31"), tick=False):
        assert workflow.handling.missing_before_return(handling)


def test_the_desk_reviews_when_the_steward_is_late_even_if_no_clock_runs(world):
    with time_machine.travel(at("2026-11-02 10:00"), tick=False):
        appeal = appeal_in(world, S.SUBMITTED)
        assert not can_accept(world.dispatcher, appeal)
    with time_machine.travel(at("2026-11-03 17:31"), tick=False):
        assert can_accept(world.dispatcher, appeal)
        assert workflow.take_over_late_reviews() == 1
        assert workflow.take_over_late_reviews() == 0
        appeal.refresh_from_db()
        assert appeal.reviewer == Reviewer.DESK
        assert not can_accept(world.steward, appeal)


def test_silence_closes_as_not_rated_once_and_only_after_ten_working_days(world):
    with time_machine.travel(at("2026-11-02 10:00"), tick=False):
        appeal = appeal_in(world, S.REPLIED)
    with time_machine.travel(at("2026-11-16 17:00"), tick=False):
        assert workflow.close_silent() == 0
    with time_machine.travel(at("2026-11-16 17:31"), tick=False):
        assert (workflow.close_silent(), workflow.close_silent()) == (1, 0)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.closed_as) == (S.CLOSED, ClosedAs.NOT_RATED)
    assert not hasattr(lead(appeal), "rating")


def test_reopening_is_possible_for_ten_working_days(world):
    with time_machine.travel(at("2026-11-02 10:00"), tick=False):
        appeal = appeal_in(world, S.CLOSED)
    with time_machine.travel(at("2026-11-16 17:31"), tick=False), pytest.raises(workflow.rating.Refused):
        workflow.reopen(appeal, by=world.contact, reason="没解决")
    with time_machine.travel(at("2026-11-16 17:29"), tick=False):
        assert workflow.reopen(appeal, by=world.contact, reason="没解决").state == S.IN_HANDLING


def test_reminders_come_once_and_never_at_night_or_on_holidays(world):
    with time_machine.travel(at("2026-11-02 10:00"), tick=False):
        appeal_in(world, S.IN_HANDLING)
    Notification.objects.all().delete()
    with time_machine.travel(at("2026-11-03 09:00"), tick=False):
        assert workflow.remind() == 2
        assert workflow.remind() == 0
    soon = Notification.objects.filter(event=Event.PROMISE_SOON)
    assert {row.recipient for row in soon} == {world.handler, world.second_handler}
    for quiet in ("2026-11-03 23:30", "2026-11-07 10:00"):
        with time_machine.travel(at(quiet), tick=False):
            assert workflow.remind() == 0
    with time_machine.travel(at("2026-11-04 09:00"), tick=False):
        assert workflow.remind() == 2
    assert Notification.objects.filter(event=Event.PROMISE_BROKEN).count() == 4


def test_an_overdue_case_without_handlers_reaches_the_desk(world):
    with time_machine.travel(at("2026-11-02 10:00"), tick=False):
        appeal_in(world, S.IN_HANDLING, lead=world.local_unit)
    Notification.objects.all().delete()
    with time_machine.travel(at("2026-11-04 09:00"), tick=False):
        workflow.remind()
    told = {row.recipient for row in Notification.objects.filter(event=Event.PROMISE_BROKEN)}
    assert told == {world.dispatcher, world.second_dispatcher}


@pytest.mark.parametrize("state", list(S))
def test_the_appeal_repeats_its_earliest_running_promise(world, state):
    appeal = appeal_in(world, state)
    running = [promise.due_at for promise in appeal.promises.running()]
    appeal.refresh_from_db()
    assert appeal.due_at == min(running, default=None)
