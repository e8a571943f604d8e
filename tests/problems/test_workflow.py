"""Published answers, joining, common problems with their one answer, windows, and cases passed up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appeals import workflow as casework
from appeals.enums import AppealState as S
from appeals.enums import Channel, MessageKind, Outcome, Solved
from appeals.models import Appeal
from appeals.problems import workflow
from appeals.problems.conditions import core_of, what_identifies
from appeals.problems.enums import ProblemState as P
from appeals.problems.enums import Reached
from appeals.problems.models import PassedUp, ProblemMember, PublishedAnswer, ThemedWindow
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from tests import world as worlds
from tests.problems.samples import case, fresh, passed_up, problem, published, window

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]
ROLES = ["contact", "stranger", "steward", "general", "dispatcher", "handler", "other_handler", "district", "city",
         "leader", "admin", "nobody"]  # fmt: skip


def may(call):
    try:
        call()
    except Refused:
        return False
    return True


# --- Published answers -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
def test_the_desk_alone_publishes(world, role):
    appeal = case(world, state=S.REPLIED)
    by = fresh(getattr(world, role))
    said = may(lambda: workflow.publish(appeal, by=by, question="用电增容要多久", answer="二十个工作日"))
    assert said is (role == "dispatcher")


@pytest.mark.parametrize("state", S)
def test_an_answer_is_published_of_a_replied_or_closed_case(world, state):
    appeal = worlds.appeal_in(world, state)
    done = may(lambda: workflow.publish(appeal, by=fresh(world.dispatcher), question="多久", answer="二十天"))
    assert done is (state in (S.REPLIED, S.CLOSED))


@pytest.mark.parametrize("words", [
    "{name}的厂房", "邻舍精密机械的厂房", "邻舍 精密机械", "代码{uscc}", "{uscc_small}", "91310115MALUM4169L",
    "致电13812345678", "致电 138 1234 5678", "021-58881234", "电话１３８１２３４５６７８", "见SQ-2026-000001",
    "邻舍联系人反映", "电话58881234",
])  # fmt: skip
def test_words_that_tell_the_firm_are_found(world, words):
    firm = world.neighbour_firm
    words = words.format(name=firm.name, uscc=firm.uscc, uscc_small=firm.uscc.lower())
    assert what_identifies(firm, ["邻舍联系人"], "用电增容要多久", words)


@pytest.mark.parametrize("field", ["question", "answer", "clause"])
def test_words_that_tell_the_firm_are_refused_wherever_they_stand(world, field):
    appeal = case(world, world.neighbour_firm, S.REPLIED)
    said = {"question": "用电增容要多久", "answer": "二十个工作日", "clause": "", field: "邻舍精密机械的厂房"}
    with pytest.raises(Refused):
        workflow.publish(appeal, by=fresh(world.dispatcher), **said)
    assert not PublishedAnswer.objects.exists()


def test_plain_words_with_numbers_and_dates_pass(world):
    answer = published(
        world, answer="2026年11月23日起，630千伏安以下20个工作日办结，费用12345678.5元以内免收，见第49条。"
    )
    assert answer.appeal.enterprise == world.firm


@pytest.mark.parametrize(("name", "core"), [
    ("上海邻舍精密机械有限公司", "邻舍精密机械"), ("上海市浦东新区某某（集团）股份有限公司", "浦东新区某某"),
    ("有限公司", ""),
])  # fmt: skip
def test_the_short_name_is_what_people_say(name, core):
    assert core_of(name) == core


def test_an_answer_is_published_once_and_again_after_it_was_withdrawn(world):
    answer = published(world)
    with pytest.raises(Refused):
        published(world, answer.appeal)
    with pytest.raises(Refused):
        workflow.withdraw_answer(answer, by=fresh(world.dispatcher), reason=" ")
    with pytest.raises(Refused):
        workflow.withdraw_answer(answer, by=fresh(world.handler), reason="过时")
    workflow.withdraw_answer(answer, by=fresh(world.dispatcher), reason="政策调整")
    assert published(world, answer.appeal).pk != answer.pk
    assert PublishedAnswer.objects.visible_to(fresh(world.contact)).count() == 1
    assert PublishedAnswer.objects.visible_to(fresh(world.dispatcher)).count() == 2
    assert not PublishedAnswer.objects.visible_to(fresh(world.nobody)).exists()


# --- Joining ---------------------------------------------------------------------------------------------------------
def test_what_was_typed_becomes_a_supplement_and_the_draft_is_put_aside(world):
    target, draft = case(world), worlds.draft(world, title="用电增容", text="又停了一次")
    workflow.join(draft, target, by=fresh(world.contact))
    message = target.messages.get(kind=MessageKind.SUPPLEMENT)
    assert (message.text, message.author) == ("用电增容\n\n又停了一次", world.contact)
    draft.refresh_from_db()
    assert (draft.state, draft.number) == (S.WITHDRAWN, None)
    with pytest.raises(Refused):
        workflow.join(draft, target, by=fresh(world.contact))
    assert target.messages.count() == 1


@pytest.mark.parametrize("state", S)
def test_only_an_open_appeal_is_joined(world, state):
    target, draft = worlds.appeal_in(world, state), worlds.draft(world)
    done = may(lambda: workflow.join(draft, target, by=fresh(world.contact)))
    assert done is (state in (S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.IN_HANDLING, S.REPLIED))
    draft.refresh_from_db()
    assert draft.state == (S.WITHDRAWN if done else S.DRAFT)


@pytest.mark.parametrize("role", ["stranger", "steward", "dispatcher", "neighbour"])
def test_nobody_else_joins_and_never_anothers_appeal(world, role):
    draft = worlds.draft(world)
    foreign = case(world, world.neighbour_firm)
    assert not may(lambda: workflow.join(draft, case(world), by=fresh(getattr(world, role))))
    assert not may(lambda: workflow.join(draft, foreign, by=fresh(world.contact)))


# --- Common problems -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
def test_desk_city_and_district_gather(world, role):
    assert may(lambda: problem(world, by=fresh(getattr(world, role)))) is (role in ("dispatcher", "city", "district"))


@pytest.mark.parametrize("state", S)
def test_only_what_was_sent_and_stands_is_a_member(world, state):
    appeal = worlds.appeal_in(world, state)
    assert may(lambda: problem(world, [appeal])) is (state not in (S.DRAFT, S.WITHDRAWN, S.DECLINED))


def test_a_district_lead_gathers_nothing_of_another_district(world):
    appeal = case(world)
    foreign = worlds.draft(world)
    Appeal.objects.filter(pk=foreign.pk).update(enterprise=world.foreign_firm)
    made = problem(world, [appeal, foreign], by=fresh(world.district))
    assert made.district_id == "310115" and [row.appeal for row in made.members.all()] == [appeal]


def test_an_appeal_is_in_one_open_problem_and_free_after_it_left_or_the_problem_closed(world):
    appeal = case(world)
    first = problem(world, [appeal])
    with pytest.raises(Refused, match=appeal.number):
        problem(world, [appeal])
    with pytest.raises(Refused):
        workflow.remove_member(first.members.get(), by=fresh(world.dispatcher), reason="")
    workflow.remove_member(first.members.get(), by=fresh(world.dispatcher), reason="原因不同")
    second = problem(world, [appeal])
    workflow.close(second, by=fresh(world.city))
    third = problem(world, [appeal])
    assert third.members.here().count() == 1
    with pytest.raises(Refused):
        workflow.add_members(second, by=fresh(world.dispatcher), appeals=[case(world)])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("step", ["add", "remove", "close", "answer"])
def test_each_step_belongs_to_its_roles(world, role, step):
    made, by = problem(world, by=fresh(world.district)), fresh(getattr(world, role))
    calls = {
        "add": lambda: workflow.add_members(made, by=by, appeals=[case(world)]),
        "remove": lambda: workflow.remove_member(made.members.get(), by=by, reason="不同"),
        "close": lambda: workflow.close(made, by=by),
        "answer": lambda: workflow.answer(made, by=by, text="扩容", outcome=Outcome.SOLVED),
    }
    allowed = ("handler",) if step == "answer" else ("dispatcher", "city", "district")
    assert may(calls[step]) is (role in allowed)


@pytest.mark.parametrize("state", P)
@pytest.mark.parametrize("step", ["add", "remove", "close", "answer", "deliver"])
def test_each_step_in_each_state(world, state, step):
    made = problem(world, [case(world, state="taken")])
    handler, desk = fresh(world.handler), fresh(world.dispatcher)
    if state == P.ANSWERED:
        made = workflow.answer(made, by=handler, text="扩容", outcome=Outcome.SOLVED)
    if state == P.CLOSED:
        made = workflow.close(made, by=desk)
    calls = {
        "add": lambda: workflow.add_members(made, by=desk, appeals=[case(world)]),
        "remove": lambda: workflow.remove_member(made.members.get(), by=desk, reason="不同"),
        "close": lambda: workflow.close(made, by=desk),
        "answer": lambda: workflow.answer(made, by=handler, text="扩容", outcome=Outcome.SOLVED),
        "deliver": lambda: workflow.deliver(made, by=handler),
    }
    possible = {"answer": (P.OPEN,), "deliver": (P.ANSWERED,)}.get(step, (P.OPEN, P.ANSWERED))
    assert may(calls[step]) is (state in possible)


def test_one_answer_replies_where_taken_on_and_is_told_elsewhere(world):
    taken = case(world, state="taken")
    waiting = case(world, world.neighbour_firm)
    elsewhere = case(world, lead=world.other_bureau)
    replied = case(world, state=S.REPLIED)
    made = problem(world, [taken, waiting, elsewhere, replied])
    handler = fresh(world.handler)
    workflow.answer(made, by=handler, text="三号站已扩容，可申请。", outcome=Outcome.SOLVED)
    assert workflow.deliver(made, by=handler) == (4, 0)
    reached = dict(made.members.values_list("appeal", "reached"))
    assert reached == {
        taken.pk: Reached.REPLY, waiting.pk: Reached.PROGRESS, elsewhere.pk: Reached.PROGRESS,
        replied.pk: Reached.PROGRESS,
    }  # fmt: skip
    taken.refresh_from_db()
    assert taken.state == S.REPLIED and worlds.lead(taken).reply == "三号站已扩容，可申请。"
    assert elsewhere.promises.running().filter(kind="first_contact").exists()
    assert elsewhere.messages.get().unit == world.bureau
    assert workflow.deliver(made, by=handler) == (0, 0)
    casework.take_on(worlds.lead(waiting), by=handler)
    assert workflow.deliver(made, by=handler) == (1, 0)
    waiting.refresh_from_db()
    assert waiting.state == S.REPLIED
    rated = casework.rate(waiting, by=world.neighbour, answers=[(worlds.lead(waiting), 5, Solved.YES, "")])
    assert rated.state == S.CLOSED and Appeal.objects.get(pk=taken.pk).state == S.REPLIED


def test_what_fails_keeps_its_reason_and_the_rest_is_reached(world):
    first, second = case(world, state="taken"), case(world, world.neighbour_firm, "taken")
    casework.add_joint(first, by=world.dispatcher, unit=world.power)
    made = problem(world, [first, second])
    handler = fresh(world.handler)
    workflow.answer(made, by=handler, text="扩容", outcome=Outcome.SOLVED)
    assert workflow.deliver(made, by=handler) == (1, 1)
    failed = made.members.get(appeal=first)
    assert str(world.power) in failed.failed and not failed.reached
    casework.recall(first.handlings.get(unit=world.power), by=world.dispatcher, reason="不再需要")
    assert workflow.deliver(made, by=handler) == (1, 0)
    assert not made.members.get(appeal=first).failed


def test_an_explanation_cites_its_clause(world):
    with pytest.raises(Refused):
        workflow.answer(problem(world), by=fresh(world.handler), text="不予", outcome=Outcome.EXPLAINED)


# --- Themed windows --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
def test_desk_and_city_open_windows(world, role):
    made = window(world)
    said = {name: getattr(made, name) for name in ("title", "words", "category", "desk", "opens_on", "closes_on")}
    by = fresh(getattr(world, role))
    assert may(lambda: workflow.open_window(by=by, **said)) is (role in ("dispatcher", "city"))
    assert may(lambda: workflow.change_window(made, by=by, **said)) is (role in ("dispatcher", "city"))


@pytest.mark.parametrize(("days", "is_open"), [((0, 0), True), ((-3, 3), True), ((1, 5), False), ((-9, -1), False)])
def test_the_dates_alone_open_and_close_a_window(world, days, is_open):
    made, by = window(world, days), fresh(world.contact)
    assert (made in ThemedWindow.objects.visible_to(by)) is is_open
    start = lambda: workflow.start_through(made, world.firm, by=by, channel=Channel.PORTAL)  # noqa: E731
    assert may(start) is is_open
    assert made.appeals.count() == int(is_open)


def test_a_draft_through_a_window_has_its_category_and_belongs_to_the_own_firm(world):
    made = window(world)
    draft = workflow.start_through(made, world.firm, by=fresh(world.contact), channel=Channel.PORTAL)
    assert draft.category == made.category and draft.themed.window == made
    with pytest.raises(Refused):
        workflow.start_through(made, world.firm, by=fresh(world.stranger), channel=Channel.PORTAL)
    with pytest.raises(Refused):
        window(world, (3, 1))


# --- Passed up -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
def test_the_desk_and_the_units_of_the_case_pass_up(world, role):
    today, appeal = timezone.localdate(), case(world)
    said = {"level": "central", "body": "国家能源局", "asked": "请明确", "passed_on": today, "awaited_until": today}
    by = fresh(getattr(world, role))
    assert may(lambda: workflow.pass_up(appeal, by=by, **said)) is (role in ("dispatcher", "handler"))


@pytest.mark.parametrize("state", S)
def test_a_case_is_passed_up_in_handling_or_replied(world, state):
    appeal = worlds.appeal_in(world, state)
    assert may(lambda: passed_up(world, appeal)) is (state in (S.IN_HANDLING, S.REPLIED))


def test_the_enterprise_hears_of_both_and_one_answer_is_awaited_at_a_time(world):
    row, today = passed_up(world), timezone.localdate()
    told = Notification.objects.filter(recipient=world.contact, title__contains=row.body)
    assert told.count() == 1
    with pytest.raises(Refused):
        passed_up(world, row.appeal)
    for day in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(Refused):
            workflow.record_answer(row, by=fresh(world.handler), answer="同意", answered_on=day)
    workflow.record_answer(row, by=fresh(world.handler), answer="同意分期承担", answered_on=today)
    assert told.count() == 2 and not PassedUp.objects.waiting().exists()
    with pytest.raises(Refused):
        workflow.record_answer(row, by=fresh(world.handler), answer="再来", answered_on=today)


@pytest.mark.parametrize("role", ["contact", "stranger", "nobody", "neighbour", "other_handler"])
def test_members_are_seen_by_those_who_see_problem_and_appeal(world, role):
    problem(world)
    assert not ProblemMember.objects.visible_to(fresh(getattr(world, role))).exists()
