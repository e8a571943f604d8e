"""Every state × every step: what the table allows happens, and everything else is refused and changes nothing."""

import pytest

from appeals import workflow
from appeals.enums import AppealState as S
from appeals.enums import HandlingState as H
from appeals.enums import Outcome, Solved
from appeals.models import Appeal, AppealLog, Handling
from appeals.steps import APPEAL_STEPS, HANDLING_STEPS
from portal.accounts.models import Unit
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from tests.world import appeal_in, lead, returned_by

pytestmark = pytest.mark.matrix


def reopen_after_closing(world, appeal):
    """The lead unit was closed, and nobody took it over: the desk dispatches anew."""
    Unit.objects.filter(pk=world.bureau.pk).update(is_active=False)
    return workflow.reopen(appeal, by=world.contact, reason="还没有送电")


def rule_after_two_returns(world, appeal):
    """Two lead units gave it back: the desk rules."""
    if appeal.state == S.ACCEPTED:
        returned_by(world, appeal, world.bureau, world.handler)
        returned_by(world, appeal, world.other_bureau, world.other_handler)
    return workflow.arbitrate(appeal, by=world.dispatcher, lead=world.bureau, ruling="按职责分工由你单位承办")


def close_what_was_kept_open(world, appeal):
    """The enterprise rated and kept the case open; then the time for rating is over."""
    if appeal.state == S.REPLIED:
        workflow.rate(appeal, by=world.contact, answers=[(lead(appeal), 4, Solved.YES, "")], keep_open=True)
    return workflow.close_unrated(appeal)


#: Step → how a person takes it. ``give_back`` is taken through the lead unit's return, ``reply`` through its reply.
TAKE = {
    "discard": lambda w, a: workflow.discard(a, by=w.contact),
    "submit": lambda w, a: workflow.submit(a, by=w.contact),
    "resubmit": lambda w, a: workflow.resubmit(a, by=w.contact, text="已补充"),
    "return_for_completion": lambda w, a: workflow.return_for_completion(a, by=w.steward, comment="请补充"),
    "accept": lambda w, a: workflow.accept(a, by=w.steward),
    "decline": lambda w, a: workflow.decline(a, by=w.dispatcher, reason="不属于", advice="请找法院"),
    "dispatch": lambda w, a: workflow.dispatch(a, by=w.dispatcher, lead=w.bureau),
    "arbitrate": rule_after_two_returns,
    "rate": lambda w, a: workflow.rate(a, by=w.contact, answers=[(lead(a), 4, Solved.YES, "")]),
    "close_rated": close_what_was_kept_open,
    "close_unrated": lambda w, a: workflow.close_unrated(a),
    "reopen": lambda w, a: workflow.reopen(a, by=w.contact, reason="还没有送电"),
    "reopen_at_desk": reopen_after_closing,
    "withdraw": lambda w, a: workflow.withdraw(a, by=w.contact, reason="不需要了"),
}
PERSONAL = {"give_back", "reply"}


def test_every_step_of_the_table_is_tried_here():
    assert set(TAKE) | PERSONAL == set(APPEAL_STEPS)


@pytest.mark.parametrize("step", TAKE)
@pytest.mark.parametrize("state", S.values)
def test_a_step_is_taken_from_its_sources_and_refused_from_every_other_state(world, state, step):
    appeal = appeal_in(world, state)
    logs = AppealLog.objects.count()
    told = Notification.objects.count()
    if state in APPEAL_STEPS[step].sources:
        TAKE[step](world, appeal)
        appeal.refresh_from_db()
        assert appeal.state == APPEAL_STEPS[step].target
        log = AppealLog.objects.filter(handling=None).latest("pk")
        assert (log.step, log.from_state, log.to_state) == (step, state, appeal.state)
    else:
        with pytest.raises((Refused, Handling.DoesNotExist)):
            TAKE[step](world, appeal)
        appeal.refresh_from_db()
        assert appeal.state == state
        assert (AppealLog.objects.count(), Notification.objects.count()) == (logs, told)


def handling_in(world, state):
    appeal = appeal_in(world, S.IN_HANDLING)
    handling = lead(appeal)
    if state == H.ACCEPTED:
        workflow.take_on(handling, by=world.handler)
    elif state == H.RETURNED:
        workflow.return_to_desk(handling, by=world.handler, basis="职责不在本单位")
    elif state == H.REPLIED:
        workflow.take_on(handling, by=world.handler)
        workflow.reply(handling, by=world.handler, text="已办结", outcome=Outcome.SOLVED)
    elif state == H.ENDED:
        workflow.recall(handling, by=world.dispatcher, reason="重新派单")
    handling.refresh_from_db()
    return handling


HANDLE = {
    "accept": lambda w, h: workflow.take_on(h, by=w.handler),
    "return_to_desk": lambda w, h: workflow.return_to_desk(h, by=w.handler, basis="职责不在本单位"),
    "reply": lambda w, h: workflow.reply(h, by=w.handler, text="已办结", outcome=Outcome.SOLVED),
    "end": lambda w, h: workflow.recall(h, by=w.dispatcher, reason="重新派单"),
}


@pytest.mark.parametrize("step", HANDLING_STEPS)
@pytest.mark.parametrize("state", H.values)
def test_a_unit_takes_the_steps_of_its_own_machine_only(world, state, step):
    handling = handling_in(world, state)
    if state in HANDLING_STEPS[step].sources:
        HANDLE[step](world, handling)
        handling.refresh_from_db()
        assert handling.state == HANDLING_STEPS[step].target
    else:
        with pytest.raises(Refused):
            HANDLE[step](world, handling)
        handling.refresh_from_db()
        assert handling.state == state


@pytest.mark.parametrize(
    ("state", "expected"), [(H.RETURNED, S.ACCEPTED), (H.ENDED, S.ACCEPTED), (H.REPLIED, S.REPLIED)]
)
def test_what_the_lead_unit_does_moves_the_appeal(world, state, expected):
    handling = handling_in(world, state)
    assert Appeal.objects.get(pk=handling.appeal_id).state == expected


def test_a_joint_units_return_leaves_the_case_with_the_lead(world):
    appeal = appeal_in(world, S.IN_HANDLING, joint=[world.power])
    joint = appeal.handlings.get(unit=world.power)
    workflow.return_to_desk(joint, by=world.power_handler, basis="与本单位无关", proposed_unit=world.other_bureau)
    appeal.refresh_from_db()
    assert appeal.state == S.IN_HANDLING
    assert appeal.handlings.get(unit=world.bureau).state == H.ASSIGNED


def test_the_lead_replies_after_the_joint_unit_gave_its_part(world):
    appeal = appeal_in(world, S.IN_HANDLING, joint=[world.power])
    handling = workflow.take_on(lead(appeal), by=world.handler)
    with pytest.raises(Refused, match="国网浦东供电公司"):
        workflow.reply(handling, by=world.handler, text="已办结", outcome=Outcome.SOLVED)
    joint = workflow.take_on(appeal.handlings.get(unit=world.power), by=world.power_handler)
    workflow.reply(joint, by=world.power_handler, text="外线已通", outcome=Outcome.SOLVED)
    appeal.refresh_from_db()
    assert appeal.state == S.IN_HANDLING
    workflow.reply(handling, by=world.handler, text="已办结", outcome=Outcome.SOLVED)
    appeal.refresh_from_db()
    assert appeal.state == S.REPLIED


def test_a_returned_lead_case_is_dispatched_anew_to_another_unit(world):
    appeal = appeal_in(world, S.IN_HANDLING, joint=[world.power])
    workflow.return_to_desk(lead(appeal), by=world.handler, basis="职责不在本单位", proposed_unit=world.power)
    workflow.dispatch(appeal, by=world.dispatcher, lead=world.power)
    live = appeal.handlings.live()
    assert [(row.unit, row.is_lead) for row in live] == [(world.power, True)]


def test_an_explanation_without_its_clause_is_refused(world):
    handling = workflow.take_on(lead(appeal_in(world, S.IN_HANDLING)), by=world.handler)
    with pytest.raises(Refused, match=r".+"):
        workflow.reply(handling, by=world.handler, text="按规定不能办理", outcome=Outcome.EXPLAINED)
    workflow.reply(handling, by=world.handler, text="见条款", outcome=Outcome.EXPLAINED, clause="办法第十条")


def test_withdrawing_ends_the_units_work_and_every_promise(world):
    appeal = appeal_in(world, S.IN_HANDLING, joint=[world.power])
    workflow.withdraw(appeal, by=world.contact, reason="已自行解决")
    assert not appeal.handlings.live().exists()
    assert not appeal.promises.running().exists()


def test_reopening_starts_a_new_round_with_the_same_lead_unit(world):
    appeal = appeal_in(world, S.CLOSED)
    first = lead(appeal)
    appeal = workflow.reopen(appeal, by=world.contact, reason="还没有送电")
    again = lead(appeal)
    assert (appeal.state, appeal.round, again.round) == (S.IN_HANDLING, 2, 2)
    assert (again.unit, again.state) == (first.unit, H.ASSIGNED)
    assert first.rating.level == 5


def test_a_second_rating_does_not_replace_the_first(world):
    appeal = appeal_in(world, S.CLOSED)
    with pytest.raises(Refused):
        workflow.rate(appeal, by=world.contact, answers=[(lead(appeal), 1, Solved.NO, "")])
    assert lead(appeal).rating.level == 5
