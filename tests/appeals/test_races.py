"""Races with real threads on PostgreSQL: one winner, one log row, one message."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from appeals import workflow
from appeals.enums import AppealState as S
from appeals.enums import Outcome
from appeals.models import Appeal, AppealLog, Handling, Message
from portal.common.once import FIELD
from portal.common.workflow import Refused, TransitionRefused
from portal.notifications.enums import Event
from portal.notifications.models import Notification
from tests import world as worlds
from tests.world import appeal_in, lead

THREADS = 12


def together(call, count=THREADS):
    """Call ``call(number)`` in ``count`` threads that start at once; return results, refusals included."""
    barrier = Barrier(count)

    def run(number):
        barrier.wait()
        try:
            return call(number)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def winners(results):
    return [result for result in results if not isinstance(result, Refused)]


@pytest.fixture
def world(transactional_db):
    return worlds.build()


@pytest.mark.django_db(transaction=True)
def test_an_appeal_sent_twice_at_once_is_submitted_once(world):
    appeal = appeal_in(world, S.DRAFT)
    results = together(lambda number: workflow.submit(Appeal.objects.get(pk=appeal.pk), by=world.contact))
    assert len(winners(results)) == 1
    assert AppealLog.objects.filter(step="submit").count() == 1
    assert Notification.objects.filter(event=Event.APPEAL_SUBMITTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_cannot_claim_the_same_case(world):
    appeal = appeal_in(world, S.ACCEPTED)
    people = [world.dispatcher, world.second_dispatcher] * (THREADS // 2)
    results = together(lambda number: workflow.claim(appeal, by=people[number]))
    appeal.refresh_from_db()
    assert {result.claimed_by_id for result in winners(results)} == {appeal.claimed_by_id}
    assert len(winners(results)) == THREADS // 2


@pytest.mark.django_db(transaction=True)
def test_a_case_dispatched_many_times_at_once_has_one_lead_unit(world):
    appeal = appeal_in(world, S.ACCEPTED)
    units = [world.bureau, world.power, world.other_bureau]
    together(lambda number: workflow.dispatch(appeal, by=world.dispatcher, lead=units[number % 3]))
    assert Handling.objects.filter(appeal=appeal, is_lead=True).count() == 1
    assert AppealLog.objects.filter(step="dispatch").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_reply_and_a_withdrawal_at_once_leave_one_true_story(world):
    appeal = appeal_in(world, S.IN_HANDLING)
    handling = workflow.take_on(lead(appeal), by=world.handler)

    def act(number):
        if number % 2:
            return workflow.withdraw(appeal, by=world.contact, reason="不需要了")
        return workflow.reply(handling, by=world.handler, text="已办结", outcome=Outcome.SOLVED)

    together(act, 8)
    appeal.refresh_from_db()
    last = AppealLog.objects.filter(appeal=appeal, handling=None).latest("pk")
    assert appeal.state == S.WITHDRAWN
    assert last.step == "withdraw"
    assert not appeal.promises.running().exists()


# --- Twenty of the same form, over HTTP ------------------------------------------------------------------------------
def sent_by(person, address, data, count=20):
    """Send the same form ``count`` times at once with one token, each from a window of its own; the answers."""

    windows = [signed_in(person) for _window in range(count)]
    return together(lambda number: windows[number].post(address, {**data, FIELD: "one page"}), count)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.django_db(transaction=True)
def test_twenty_identical_submissions_with_one_form_token_are_one_appeal(world):
    appeal = appeal_in(world, S.DRAFT)
    answers = sent_by(world.contact, reverse("appeals:draft", args=[appeal.pk, "check"]), {"first": "steward"})
    appeal.refresh_from_db()
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("appeals:sent", args=[appeal.number]))
    }
    assert Appeal.objects.exclude(number=None).count() == 1
    assert AppealLog.objects.filter(step="submit").count() == 1
    assert Notification.objects.filter(event=Event.APPEAL_SUBMITTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_identical_beginnings_with_one_form_token_are_one_draft(world):
    answers = sent_by(world.contact, reverse("appeals:new"), {"category": world.category.pk})
    draft = Appeal.objects.get()
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("appeals:draft", args=[draft.pk, "text"]))
    }


@pytest.mark.django_db(transaction=True)
def test_twenty_identical_supplements_with_one_form_token_are_said_once(world):
    appeal = appeal_in(world, S.IN_HANDLING)
    before = Notification.objects.filter(event=Event.APPEAL_MESSAGE).count()
    answers = sent_by(world.contact, reverse("appeals:supplement", args=[appeal.number]), {"text": "补充负荷计算书"})
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, appeal.get_absolute_url())}
    assert Message.objects.filter(appeal=appeal).count() == 1
    assert Notification.objects.filter(event=Event.APPEAL_MESSAGE).count() == before + 2  # both handlers of the unit


# --- Twenty steps on one case ----------------------------------------------------------------------------------------
def assert_refused_clearly(results):
    refused = [result for result in results if isinstance(result, Refused)]
    assert all(isinstance(result, TransitionRefused) for result in refused)
    assert all(len(sentence) > 10 for result in refused for sentence in result.messages)
    return len(refused)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_parallel_steps_each_legal_one_happens_once(world):
    """Reviewing, declining, withdrawing at once: whatever the order, the log is a walk through the table of steps."""
    appeal = appeal_in(world, S.SUBMITTED)
    steps = [
        lambda: workflow.accept(appeal, by=world.steward),
        lambda: workflow.return_for_completion(appeal, by=world.steward, comment="请补充负荷计算书"),
        lambda: workflow.decline(appeal, by=world.dispatcher, reason="属于诉讼事项", advice="请向人民法院提出"),
        lambda: workflow.withdraw(appeal, by=world.contact, reason="不需要了"),
    ]
    results = together(lambda number: steps[number % 4](), 20)
    walk = list(AppealLog.objects.filter(appeal=appeal).order_by("pk").values_list("step", "from_state", "to_state"))
    taken = [step for step, _before, _after in walk]
    assert len(taken) == len(set(taken))
    assert all(after == before for (_s, _b, after), (_t, before, _a) in pairwise(walk))
    appeal.refresh_from_db()
    assert (walk[0][0], walk[-1][2]) == ("submit", appeal.state)
    assert appeal.state in (S.DECLINED, S.WITHDRAWN)
    assert assert_refused_clearly(results) == 20 - (len(taken) - 1)
    assert not appeal.promises.running().exists()


@pytest.mark.django_db(transaction=True)
def test_of_twenty_parallel_steps_of_a_unit_each_legal_one_happens_once(world):
    appeal = appeal_in(world, S.IN_HANDLING)
    handling = lead(appeal)
    steps = [
        lambda: workflow.take_on(handling, by=world.handler),
        lambda: workflow.return_to_desk(handling, by=world.second_handler, basis="不属于本单位职责"),
        lambda: workflow.recall(handling, by=world.dispatcher, reason="改派"),
        lambda: workflow.withdraw(appeal, by=world.contact, reason="不需要了"),
    ]
    together(lambda number: steps[number % 4](), 20)
    walk = list(
        AppealLog.objects.filter(handling=handling).order_by("pk").values_list("step", "from_state", "to_state")
    )
    taken = [step for step, _before, _after in walk]
    assert len(taken) == len(set(taken))
    assert all(after == before for (_s, _b, after), (_t, before, _a) in pairwise(walk))
    appeal.refresh_from_db()
    handling.refresh_from_db()
    assert walk[-1][2] == handling.state
    assert appeal.state == S.WITHDRAWN
    assert not appeal.promises.running().exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_people_who_press_the_same_button_all_get_a_page(world):
    """Over HTTP a lost race is a sentence on the page, never an error of ours."""
    appeal = appeal_in(world, S.SUBMITTED)
    windows = [signed_in(world.steward) for _window in range(20)]

    def press(number):
        kind = ("accept", "return_for_completion")[number % 2]
        return windows[number].post(reverse(f"appeals:{kind}", args=[appeal.number]), {"comment": f"第{number}次"})

    answers = together(press, 20)
    assert sorted(answer.status_code for answer in answers) == [302] + [409] * 19
    sentence = "该步骤已不能办理"
    assert all(sentence in answer.content.decode() for answer in answers if answer.status_code == 409)
    assert AppealLog.objects.filter(appeal=appeal).exclude(step="submit").count() == 1
