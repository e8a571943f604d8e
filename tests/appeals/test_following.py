"""What the enterprise says is kept in every version, and a bad word is followed up by somebody else."""

import pytest

from appeals import workflow
from appeals.enums import AppealState as S
from appeals.enums import ClosedAs, PromiseKind, Solved
from appeals.models import FollowUp, Promise, Rating
from portal.common.workflow import Refused
from tests.world import appeal_in, lead, person, replied, returned_by

GOOD, BAD = (5, Solved.YES), (2, Solved.YES)


def rated(world, level, solved, **options):
    appeal = appeal_in(world, S.REPLIED)
    answers = [(lead(appeal), level, solved, "")]
    return workflow.rate(appeal, by=options.pop("by", world.contact), answers=answers, **options)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("solved", Solved.values)
def test_the_two_lowest_levels_or_not_solved_open_a_follow_up(world, level, solved):
    appeal = rated(world, level, solved)
    bad = level <= 2 or solved == Solved.NO
    assert FollowUp.objects.filter(appeal=appeal).exists() == bad
    kinds = set(Promise.objects.running().filter(appeal=appeal).values_list("kind", flat=True))
    assert kinds == ({PromiseKind.FOLLOW_UP, PromiseKind.RECHECK} if bad else set())


def test_a_rating_kept_open_can_be_changed_and_every_version_is_kept(world):
    appeal = rated(world, *BAD, keep_open=True)
    assert appeal.state == S.REPLIED
    workflow.rate(appeal, by=world.contact, answers=[(lead(appeal), *GOOD, "后来解决了")])
    appeal.refresh_from_db()
    rating = Rating.objects.get()
    assert (appeal.state, appeal.closed_as, rating.level) == (S.CLOSED, ClosedAs.RATED, 5)
    assert [row.level for row in rating.history.order_by("history_id")] == [2, 5]
    assert FollowUp.objects.count() == 1


def test_a_rating_kept_open_closes_as_rated_when_its_time_is_over(world):
    appeal = rated(world, *GOOD, keep_open=True)
    appeal = workflow.close_unrated(appeal)
    assert appeal.closed_as == ClosedAs.RATED


def test_the_call_and_the_re_check_keep_their_promises(world):
    row = FollowUp.objects.get(appeal=rated(world, *BAD))
    workflow.record_follow_up(row, by=world.dispatcher, text="企业称仍未送电")
    assert Promise.objects.get(kind=PromiseKind.FOLLOW_UP).kept_at
    with pytest.raises(Refused):
        workflow.record_follow_up(row, by=world.dispatcher, text="再次联系")
    row = workflow.record_recheck(row, by=world.second_dispatcher, helped=True, text="现场已送电")
    assert row.helped and not Promise.objects.running().exists()
    with pytest.raises(Refused):
        workflow.record_recheck(row, by=world.second_dispatcher, helped=True, text="再查")


def test_a_re_check_without_an_earlier_call_is_the_call_too(world):
    row = FollowUp.objects.get(appeal=rated(world, *BAD))
    row = workflow.record_recheck(row, by=world.dispatcher, helped=False, text="仍未解决")
    assert row.contacted_by == world.dispatcher and row.helped is False


@pytest.mark.parametrize("step", ["call", "re-check"])
def test_the_handler_follows_up_nothing_of_his_own(world, step):
    row = FollowUp.objects.get(appeal=rated(world, *BAD))
    steps = {
        "call": lambda: workflow.record_follow_up(row, by=world.handler, text="我已联系"),
        "re-check": lambda: workflow.record_recheck(row, by=world.handler, helped=True, text="没问题"),
    }
    with pytest.raises(Refused) as refusal:
        steps[step]()
    assert refusal.value.code == "handler"


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_record_is_refused(world, text):
    row = FollowUp.objects.get(appeal=rated(world, *BAD))
    with pytest.raises(Refused):
        workflow.record_follow_up(row, by=world.dispatcher, text=text)
    with pytest.raises(Refused):
        workflow.record_recheck(row, by=world.dispatcher, helped=True, text=text)


def test_reopening_ends_the_follow_up_of_the_round_and_a_bad_rating_opens_the_next(world):
    appeal = rated(world, *BAD)
    row = FollowUp.objects.get(appeal=appeal)
    appeal = workflow.reopen(appeal, by=world.contact, reason="还没有送电")
    assert not Promise.objects.running().filter(kind=PromiseKind.RECHECK).exists()
    with pytest.raises(Refused) as refusal:
        workflow.record_follow_up(row, by=world.dispatcher, text="已联系")
    assert refusal.value.code == "reopened"
    appeal = replied(world, appeal)
    workflow.rate(appeal, by=world.contact, answers=[(lead(appeal), *BAD, "")])
    assert sorted(FollowUp.objects.values_list("round", flat=True)) == [1, 2]


def test_what_somebody_wrote_down_for_the_enterprise_is_marked(world):
    rated(world, *GOOD, by=person(), is_proxy=True)
    assert Rating.objects.get().is_proxy


# --- Rulings ---------------------------------------------------------------------------------------------------------
def test_the_second_return_asks_for_a_ruling_that_binds(world):
    appeal = appeal_in(world, S.ACCEPTED)
    with pytest.raises(Refused):
        workflow.arbitrate(appeal, by=world.dispatcher, lead=world.bureau, ruling="由你单位承办")
    returned_by(world, appeal, world.bureau, world.handler)
    appeal = returned_by(world, appeal, world.other_bureau, world.other_handler)
    with pytest.raises(Refused):
        workflow.dispatch(appeal, by=world.dispatcher, lead=world.bureau)
    with pytest.raises(Refused):
        workflow.arbitrate(appeal, by=world.dispatcher, lead=world.bureau, ruling=" ")
    workflow.arbitrate(appeal, by=world.dispatcher, lead=world.bureau, ruling="按职责分工由你单位承办")
    handling = lead(appeal)
    assert handling.is_binding
    with pytest.raises(Refused):
        workflow.return_to_desk(handling, by=world.handler, basis="职责不在本单位")
    workflow.take_on(handling, by=world.handler)
