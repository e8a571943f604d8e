"""More time, the next date, and clocks that stand still while the enterprise is asked: nothing moves quietly."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from appeals import workflow
from appeals.conditions import missing_before_extension
from appeals.enums import AppealState as S
from appeals.enums import Difficulty, EndedAs, Outcome, PromiseKind
from appeals.models import Appeal, Promise
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from tests.world import appeal_in, lead

SHANGHAI = ZoneInfo("Asia/Shanghai")
K = PromiseKind
MONDAY, TUESDAY, FRIDAY = "2026-11-02 10:00", "2026-11-03 10:00", "2026-11-06 10:00"
#: Dispatched on the Monday, the general reply is due on the next Monday.
DUE, LATE = "2026-11-09 17:30", "2026-11-10 09:00"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def on(text):
    return time_machine.travel(at(text), tick=False)


def running(handling, kind):
    return Promise.objects.running().get(handling=handling, kind=kind)


def due(handling, kind):
    return timezone.localtime(running(handling, kind).due_at, SHANGHAI)


def taken_on(world, **options):
    with on(MONDAY):
        return workflow.take_on(lead(appeal_in(world, S.IN_HANDLING, **options)), by=world.handler)


def reply(world, handling):
    return workflow.reply(handling, by=world.handler, text="已办结", outcome=Outcome.SOLVED)


# --- More time -------------------------------------------------------------------------------------------------------
def test_more_time_makes_a_general_case_difficult_and_leaves_the_old_date_as_an_interim_reply(world):
    handling = taken_on(world)
    with on(TUESDAY):
        request = workflow.request_extension(handling, by=world.handler, reason="需跨部门会商")
    with on(FRIDAY):
        workflow.decide_extension(request, by=world.dispatcher, granted=True)
    assert due(handling, K.FINAL_REPLY) == at("2026-11-23 17:30")
    assert due(handling, K.INTERIM_REPLY) == at(DUE)
    old = Promise.objects.get(handling=handling, ended_as=EndedAs.EXTENDED)
    assert old.due_at == at(DUE) and old.lapsed_at == at(TUESDAY) and old.followed_by.kind == K.FINAL_REPLY
    appeal = Appeal.objects.get(pk=handling.appeal_id)
    assert appeal.difficulty == Difficulty.DIFFICULT
    assert [log.step for log in appeal.logs.all()][-2:] == ["request_extension", "grant_extension"]


def test_a_progress_report_is_the_interim_reply(world):
    handling = taken_on(world, difficulty=Difficulty.DIFFICULT)
    assert due(handling, K.INTERIM_REPLY) == at(DUE)
    with on(FRIDAY):
        workflow.post_progress(handling, by=world.handler, text="方案已报批")
    assert Promise.objects.get(handling=handling, kind=K.INTERIM_REPLY).kept_at == at(FRIDAY)


def test_refused_the_old_promise_stands_and_more_time_can_be_asked_for_again(world):
    handling = taken_on(world)
    with on(TUESDAY):
        request = workflow.request_extension(handling, by=world.handler, reason="忙")
        with pytest.raises(Refused):
            workflow.request_extension(handling, by=world.handler, reason="再申请")
        with pytest.raises(Refused):
            workflow.decide_extension(request, by=world.dispatcher, granted=False, comment=" ")
        workflow.decide_extension(request, by=world.dispatcher, granted=False, comment="理由不充分")
        assert not missing_before_extension(handling)
        with pytest.raises(Refused) as refusal:
            workflow.decide_extension(request, by=world.dispatcher, granted=True)
    assert refusal.value.code == "decided"
    assert due(handling, K.FINAL_REPLY) == at(DUE)


@pytest.mark.parametrize(
    ("options", "moment"),
    [({}, DUE), ({}, LATE), ({"difficulty": Difficulty.DIFFICULT}, TUESDAY)],
    ids=["in the second it falls due", "after it", "the longest time already"],
)
def test_more_time_is_refused(world, options, moment):
    handling = taken_on(world, **options)
    with on(moment), pytest.raises(Refused):
        workflow.request_extension(handling, by=world.handler, reason="需跨部门会商")
    assert not handling.promises.filter(extensions__isnull=False).exists()


def test_a_request_in_time_keeps_its_right_while_the_desk_is_slow(world):
    handling = taken_on(world)
    with on("2026-11-09 17:29"):
        request = workflow.request_extension(handling, by=world.handler, reason="需跨部门会商")
    with on(LATE):
        workflow.decide_extension(request, by=world.dispatcher, granted=True)
        assert reply(world, handling)
    assert not Promise.objects.filter(handling=handling, kind=K.INTERIM_REPLY).exists()


def test_a_request_that_a_reply_overtook_is_not_decided_any_more(world):
    handling = taken_on(world)
    with on(TUESDAY):
        request = workflow.request_extension(handling, by=world.handler, reason="需跨部门会商")
        reply(world, handling)
        with pytest.raises(Refused):
            workflow.decide_extension(request, by=world.dispatcher, granted=True)


# --- The next date ---------------------------------------------------------------------------------------------------
STEPS = {
    "contact": lambda w, h: workflow.record_contact(h, by=w.handler, text="已联系"),
    "progress": lambda w, h: workflow.post_progress(h, by=w.handler, text="办理中"),
    "reply": reply,
    "question": lambda w, h: workflow.ask(h, by=w.handler, text="请提供图纸"),
    "more time": lambda w, h: workflow.request_extension(h, by=w.handler, reason="忙"),
}


@pytest.mark.parametrize("step", STEPS)
def test_after_a_broken_final_promise_no_other_step_is_open_until_the_next_date_is_set(world, step):
    handling = taken_on(world)
    with on(LATE):
        with pytest.raises(Refused):
            STEPS[step](world, handling)
        workflow.set_next_date(handling, by=world.handler, day=date(2026, 11, 12), reason="等待设备到货")
        if step != "more time":
            STEPS[step](world, handling)
    broken = Promise.objects.get(handling=handling, kind=K.FINAL_REPLY)
    assert broken.lapsed_at > broken.due_at and broken.ended_as == EndedAs.NEXT_DATE


def test_a_case_never_taken_on_needs_its_next_date_too(world):
    with on(MONDAY):
        handling = lead(appeal_in(world, S.IN_HANDLING))
    with on(LATE):
        with pytest.raises(Refused):
            workflow.take_on(handling, by=world.handler)
        workflow.set_next_date(handling, by=world.handler, day=date(2026, 11, 12), reason="人手不足")
        workflow.take_on(handling, by=world.handler)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 11, 10), "past"), (date(2026, 11, 14), "day_off"), (date(2026, 11, 25), "too_late")],
    ids=["today", "a Saturday", "beyond ten working days"],
)
def test_the_next_date_is_a_working_day_soon(world, day, code):
    handling = taken_on(world)
    with on(LATE), pytest.raises(Refused) as refusal:
        workflow.set_next_date(handling, by=world.handler, day=day, reason="等待设备到货")
    assert refusal.value.code == code


def test_a_promise_that_is_not_broken_has_no_next_date_and_a_broken_next_one_needs_another(world):
    handling = taken_on(world)
    with on(FRIDAY), pytest.raises(Refused):
        workflow.set_next_date(handling, by=world.handler, day=date(2026, 11, 12), reason="提前")
    with on(LATE):
        workflow.set_next_date(handling, by=world.handler, day=date(2026, 11, 12), reason="等待设备到货")
    with on("2026-11-13 09:00"):
        with pytest.raises(Refused):
            reply(world, handling)
        workflow.set_next_date(handling, by=world.handler, day=date(2026, 11, 16), reason="设备在途")
        reply(world, handling)
    kinds = Promise.objects.filter(handling=handling, kind__in=[K.FINAL_REPLY, K.NEXT_REPLY]).order_by("made_at", "pk")
    assert [(row.kind, row.ended_as, bool(row.kept_at)) for row in kinds] == [
        (K.FINAL_REPLY, EndedAs.NEXT_DATE, False), (K.NEXT_REPLY, EndedAs.NEXT_DATE, False), (K.NEXT_REPLY, "", True),
    ]  # fmt: skip


# --- Pauses ----------------------------------------------------------------------------------------------------------
def test_the_clock_stands_still_while_the_enterprise_is_asked_and_goes_on_with_the_answer(world):
    handling = taken_on(world)
    with on(TUESDAY):
        workflow.ask(handling, by=world.handler, text="请提供负荷计算书")
        with pytest.raises(Refused):
            workflow.ask(handling, by=world.handler, text="还有一个问题")
    assert running(handling, K.FINAL_REPLY).paused_at == at(TUESDAY)
    appeal = Appeal.objects.get(pk=handling.appeal_id)
    assert appeal.due_at == running(handling, K.ANSWER).due_at
    with on(LATE):
        assert not Appeal.objects.overdue().exists()
    with on(FRIDAY):
        workflow.supplement(appeal, by=world.contact, text="已上传")
    promise = running(handling, K.FINAL_REPLY)
    pause = promise.pauses.get()
    assert promise.paused_at is None and timezone.localtime(promise.due_at, SHANGHAI) == at("2026-11-12 17:30")
    assert (pause.due_before, pause.due_after, pause.ended_by) == (at(DUE), promise.due_at, world.contact)
    assert Appeal.objects.get(pk=appeal.pk).due_at == promise.due_at


def test_an_answer_on_the_same_day_moves_nothing(world):
    handling = taken_on(world)
    with on(TUESDAY):
        workflow.ask(handling, by=world.handler, text="请提供负荷计算书")
        workflow.supplement(handling.appeal, by=world.contact, text="已上传")
    assert due(handling, K.FINAL_REPLY) == at(DUE)


def test_a_comment_that_nobody_asked_for_moves_nothing(world):
    handling = taken_on(world)
    with on(FRIDAY):
        workflow.supplement(handling.appeal, by=world.contact, text="补充一点")
    assert due(handling, K.FINAL_REPLY) == at(DUE)


def test_a_question_can_be_taken_back(world):
    handling = taken_on(world)
    with on(TUESDAY):
        workflow.ask(handling, by=world.handler, text="请提供负荷计算书")
    with on(FRIDAY):
        workflow.take_back_question(handling, by=world.handler)
        with pytest.raises(Refused):
            workflow.take_back_question(handling, by=world.handler)
    assert due(handling, K.FINAL_REPLY) == at("2026-11-12 17:30")


def test_silence_does_not_stop_a_clock_for_ever(world):
    handling = taken_on(world)
    with on(TUESDAY):
        workflow.ask(handling, by=world.handler, text="请提供负荷计算书")
    with on("2026-11-10 17:00"):
        assert workflow.go_on_unanswered() == 0
    with on("2026-11-10 18:00"):
        assert workflow.go_on_unanswered() == 1
        told = Notification.objects.count()
        assert workflow.go_on_unanswered() == 0
    assert Notification.objects.count() == told
    assert due(handling, K.FINAL_REPLY) == at("2026-11-16 17:30")


def test_what_ends_the_case_ends_the_pause(world):
    handling = taken_on(world)
    with on(TUESDAY):
        workflow.ask(handling, by=world.handler, text="请提供负荷计算书")
        workflow.withdraw(handling.appeal, by=world.contact, reason="已解决")
    assert not Promise.objects.running().filter(appeal=handling.appeal).exists()
    assert not handling.promises.filter(pauses__ended_at=None, pauses__isnull=False).exists()


def test_a_reply_while_the_question_is_open_keeps_the_promise(world):
    handling = taken_on(world)
    with on(TUESDAY):
        workflow.ask(handling, by=world.handler, text="请提供负荷计算书")
    with on(FRIDAY):
        reply(world, handling)
    assert Promise.objects.get(handling=handling, kind=K.FINAL_REPLY).kept_at == at(FRIDAY)
    assert not Promise.objects.running().filter(handling=handling).exists()


def test_more_time_after_a_pause_gives_the_paused_days_back_as_well(world):
    handling = taken_on(world)
    with on(TUESDAY):
        workflow.ask(handling, by=world.handler, text="请提供负荷计算书")
    with on("2026-11-05 10:00"):
        with pytest.raises(Refused):
            workflow.request_extension(handling, by=world.handler, reason="等答复")
        workflow.supplement(handling.appeal, by=world.contact, text="已上传")
        request = workflow.request_extension(handling, by=world.handler, reason="需跨部门会商")
        workflow.decide_extension(request, by=world.dispatcher, granted=True)
    assert due(handling, K.FINAL_REPLY) == at("2026-11-25 17:30")
