"""Units meet: who may call, what is refused, who is told, and what stays."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from appeals import workflow as casework
from appeals.consultations import workflow
from appeals.consultations.enums import Coming, ConsultationState
from appeals.consultations.models import Consultation
from appeals.enums import AppealState as S
from portal.common.workflow import Refused
from portal.notifications.enums import Event
from portal.notifications.models import Notification
from tests.consultations.meetings import begun, called, facts
from tests.world import appeal_in, lead

PEOPLE = ["handler", "second_handler", "dispatcher", "power_handler", "other_handler", "steward", "contact", "district",
          "city", "leader", "admin", "nobody"]  # fmt: skip
CALLS = {"handler", "second_handler", "dispatcher"}


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


def told(mark=""):
    rows = Notification.objects.filter(event=Event.CONSULTATION, key__contains=f":{mark}")
    return sorted(rows.values_list("recipient__username", flat=True))


def name_of(*people):
    return sorted(person.username for person in people)


@pytest.mark.parametrize("name", PEOPLE)
def test_the_lead_unit_and_the_desk_call_and_nobody_else(world, name):
    by = getattr(world, name)
    if name in CALLS:
        row = called(world.case, by)
        assert [(seat.unit, seat.is_lead) for seat in row.seats.all()] == [(world.bureau, True), (world.power, False)]
    else:
        assert refusal(lambda: called(world.case, by)).code == "role"


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("step", ["change", "cancel", "minutes"])
def test_who_may_call_may_also_change_end_and_write(world, name, step):
    row, by = called(world.case, world.handler), getattr(world, name)
    acts = {
        "change": lambda: workflow.change(row, by=by, **facts(50)),
        "cancel": lambda: workflow.cancel(row, by=by, reason="已电话商定"),
        "minutes": lambda: workflow.write_minutes(begun(row), by=by, minutes="供电12月2日送电。", attended=[]),
    }
    if name in CALLS:
        acts[step]()
    else:
        assert refusal(acts[step]).code == "role"


def test_everybody_but_the_caller_is_told_once(world):
    called(world.case, world.handler)
    assert told("called") == name_of(world.second_handler, world.power_handler)


@pytest.mark.parametrize("state", [S.ACCEPTED, S.REPLIED, S.CLOSED])
def test_units_meet_only_while_they_handle_the_case(world, state):
    assert refusal(lambda: called(appeal_in(world, state), world.dispatcher))


def test_one_unit_alone_meets_nobody(world):
    assert refusal(lambda: called(appeal_in(world, S.IN_HANDLING), world.handler))


def test_the_beginning_lies_ahead_and_the_same_time_is_called_once(world):
    assert refusal(lambda: called(world.case, world.handler, hours=-1)).code == "past"
    when = facts()
    workflow.call(world.case, by=world.handler, **when)
    assert refusal(lambda: workflow.call(world.case, by=world.dispatcher, **when))
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"room": ""}, {"ends_at": timezone.now()}])
def test_a_meeting_is_somewhere_and_ends_after_it_began(world, wrong):
    assert refusal(lambda: called(world.case, world.handler, **wrong))


def test_whoever_sets_the_time_comes(world):
    row = called(world.case, world.handler)
    assert [seat.coming for seat in row.seats.all()] == [Coming.YES, Coming.OPEN]
    row = workflow.change(row, by=world.handler, **facts(50))
    assert [seat.coming for seat in row.seats.all()] == [Coming.YES, Coming.OPEN]
    row = workflow.change(row, by=world.dispatcher, **facts(60))
    assert [seat.coming for seat in row.seats.all()] == [Coming.OPEN, Coming.OPEN]


def test_a_unit_answers_for_itself_and_the_last_word_counts(world):
    row = called(world.case, world.handler)
    seat = row.seats.get(unit=world.power)
    assert refusal(lambda: workflow.answer(seat, by=world.handler, comes=True)).code == "role"
    assert refusal(lambda: workflow.answer(seat, by=world.power_handler, comes=False, reason=" ")).code == "no_reason"
    workflow.answer(seat, by=world.power_handler, comes=False, reason="当天抢修")
    workflow.answer(seat, by=world.power_handler, comes=True)
    seat.refresh_from_db()
    assert (seat.coming, seat.reason, seat.answered_by) == (Coming.YES, "", world.power_handler)


def test_another_time_asks_everybody_anew_and_another_room_does_not(world):
    row = called(world.case, world.handler)
    workflow.answer(row.seats.get(unit=world.power), by=world.power_handler, comes=True)
    same = {name: getattr(row, name) for name in ("starts_at", "ends_at", "link", "purpose")}
    row = workflow.change(row, by=world.handler, room="四楼", **same)
    assert row.seats.get(unit=world.power).coming == Coming.YES
    row = workflow.change(row, by=world.handler, **facts(50))
    assert row.seats.get(unit=world.power).coming == Coming.OPEN
    assert told("changed:1") == told("changed:2") == name_of(world.second_handler, world.power_handler)


def test_what_is_over_stays_as_it_is(world):
    row = called(world.case, world.handler)
    assert refusal(lambda: workflow.write_minutes(row, by=world.handler, minutes="早了", attended=[]))
    held = workflow.write_minutes(
        begun(row), by=world.handler, minutes="供电12月2日送电。", attended=[row.seats.get(unit=world.power)]
    )
    assert held.state == ConsultationState.HELD
    assert [seat.attended for seat in held.seats.all()] == [False, True]
    assert told("held") == name_of(world.second_handler, world.power_handler)
    seat = row.seats.get(unit=world.power)
    for act in (
        lambda: workflow.change(held, by=world.handler, **facts()),
        lambda: workflow.cancel(held, by=world.handler, reason="x"),
        lambda: workflow.write_minutes(held, by=world.handler, minutes="再写", attended=[]),
        lambda: workflow.answer(seat, by=world.power_handler, comes=True),
    ):
        assert refusal(act)
    held.refresh_from_db()
    assert held.minutes == "供电12月2日送电。" and held.history.count() == 2


@pytest.mark.parametrize("empty", ["", "  \n"])
def test_without_words_nothing_ends(world, empty):
    row = begun(called(world.case, world.handler))
    assert refusal(lambda: workflow.cancel(row, by=world.handler, reason=empty))
    assert refusal(lambda: workflow.write_minutes(row, by=world.handler, minutes=empty, attended=[]))
    row.refresh_from_db()
    assert row.state == ConsultationState.CALLED


def test_a_unit_that_gave_the_case_back_hears_no_more(world):
    row = called(world.case, world.handler)
    part = world.case.handlings.get(unit=world.power)
    casework.return_to_desk(part, by=world.power_handler, basis="职责不在本单位")
    workflow.cancel(row, by=world.handler, reason="已电话商定")
    assert told("cancelled") == name_of(world.second_handler)


MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Tuesday


def test_units_are_reminded_the_day_and_the_hour_before_and_only_once(world):
    with time_machine.travel(MORNING, tick=False) as clock:
        called(world.case, world.handler, hours=48)
        assert workflow.remind() == 0
        for hours, reminders in ((25, 1), (26, 0), (47.2, 1), (47.5, 0), (48.5, 0)):
            clock.move_to(MORNING + timedelta(hours=hours))
            assert workflow.remind() == reminders, hours
    everybody = name_of(world.handler, world.second_handler, world.power_handler)
    assert told("soon:reminded_day_at") == told("soon:reminded_hour_at") == everybody


def test_nobody_is_reminded_at_night_or_of_what_was_called_off(world):
    with time_machine.travel(MORNING, tick=False) as clock:
        row = called(world.case, world.handler, hours=36)
        clock.move_to(MORNING + timedelta(hours=13))  # eleven at night
        assert workflow.remind() == 0
        clock.move_to(MORNING + timedelta(hours=23))
        workflow.cancel(row, by=world.handler, reason="改期")
        assert workflow.remind() == 0


def test_the_lead_replies_after_the_joint_units(world):
    part = world.case.handlings.get(unit=world.power)
    first = casework.take_on(lead(world.case), by=world.handler)
    assert refusal(lambda: casework.reply(first, by=world.handler, text="已送电。", outcome="solved"))
    casework.reply(
        casework.take_on(part, by=world.power_handler), by=world.power_handler, text="线路已通。", outcome="solved"
    )
    casework.reply(first, by=world.handler, text="已送电。", outcome="solved")
    world.case.refresh_from_db()
    assert world.case.state == S.REPLIED
