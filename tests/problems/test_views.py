"""The pages: joining, publishing, gathering, answering, windows, cases passed up; and what never reaches a contact."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appeals.enums import AppealState as S
from appeals.enums import MessageKind
from appeals.models import Appeal, Attachment
from appeals.problems import providers, workflow
from appeals.problems.models import PassedUp, Problem, ProblemMember, PublishedAnswer, ThemedWindow
from portal.common.models import ExportLog
from tests import world as worlds
from tests.problems.samples import case, fresh, passed_up, problem, published, window

pytestmark = pytest.mark.django_db


def page(client, person, name, *args, **query):
    client.force_login(fresh(person))
    return client.get(reverse(f"problems:{name}", args=args), query)


def send(client, person, name, *args, **data):
    client.force_login(fresh(person))
    return client.post(reverse(f"problems:{name}", args=args), data)


# --- Writing and joining ---------------------------------------------------------------------------------------------
def test_while_writing_a_contact_reads_the_own_case_and_published_answers_alone(client, world):
    own, foreign = case(world), case(world, world.neighbour_firm)
    published(world, case(world, world.neighbour_firm, S.REPLIED, title="厂房用电增容"))
    draft = worlds.draft(world)
    client.force_login(fresh(world.contact))
    words = {"title": "二期厂房用电增容没有完成", "text": ""}
    shown = client.post(reverse("appeals:alike", args=[draft.pk]), words).content.decode()
    assert own.number in shown and reverse("problems:join", args=[draft.pk, own.number]) in shown
    assert "厂房用电增容要多久" in shown
    assert foreign.number not in shown and world.neighbour_firm.name not in shown
    check = client.get(reverse("appeals:draft", args=[draft.pk, "check"])).content.decode()
    assert own.number in check and foreign.number not in check


def test_what_was_just_typed_is_kept_and_joins_with_its_files(client, world):
    own, draft = case(world), worlds.draft(world)
    Attachment.objects.create(appeal=draft, storage_name="a", file="a", name="负荷.pdf", content_type="application/pdf",
                              size=1, sha256="0" * 64)  # fmt: skip
    typed = send(client, world.contact, "join", draft.pk, own.number, title="又停电了", text="今天停了三小时")
    assert typed.url == reverse("problems:join", args=[draft.pk, own.number])
    assert "今天停了三小时" in client.get(typed.url).content.decode()
    assert client.post(typed.url, {"confirm": "1"}).url == own.get_absolute_url()
    message = own.messages.get(kind=MessageKind.SUPPLEMENT)
    assert message.text == "又停电了\n\n今天停了三小时" and message.attachments.get().appeal == own
    assert "又停电了" in client.get(own.get_absolute_url()).content.decode()
    assert client.get(typed.url).status_code == 404


def test_nobody_joins_the_appeal_of_another_firm(client, world):
    draft, foreign = worlds.draft(world), case(world, world.neighbour_firm)
    assert send(client, world.contact, "join", draft.pk, foreign.number, confirm="1").status_code == 404
    assert send(client, world.neighbour, "join", draft.pk, foreign.number, confirm="1").status_code == 404
    assert foreign.messages.count() == 0


# --- Published answers -----------------------------------------------------------------------------------------------
def test_the_desk_publishes_from_the_case_and_sees_what_tells_the_firm(client, world):
    appeal = case(world, world.neighbour_firm, S.REPLIED)
    shown = page(client, world.dispatcher, "publish", appeal.number)
    assert "邻舍精密机械" in shown.context["telling"] and shown.context["form"].initial["answer"] == "已完成增容。"
    said = {"question": "邻舍精密机械的电", "answer": "已办", "category": "", "clause": ""}
    refused = send(client, world.dispatcher, "publish", appeal.number, **said)
    assert refused.status_code == 409 and "邻舍精密机械的电" in refused.content.decode()
    done = send(client, world.dispatcher, "publish", appeal.number, **said | {"question": "增容要多久"})
    answer = PublishedAnswer.objects.get()
    assert done.url == answer.get_absolute_url()
    assert appeal.number in client.get(done.url).content.decode()
    shown = page(client, world.contact, "answer", answer.pk).content.decode()
    assert "增容要多久" in shown and appeal.number not in shown and world.neighbour_firm.name not in shown


def test_the_list_is_searched_and_a_withdrawn_answer_is_gone(client, world):
    answer = published(world)
    assert answer.question in page(client, world.contact, "answers", q="增容").content.decode()
    assert answer.question not in page(client, world.contact, "answers", q="落户").content.decode()
    assert send(client, world.dispatcher, "answer_withdraw", answer.pk, reason="过时").status_code == 302
    assert answer.question not in page(client, world.contact, "answers").content.decode()
    assert page(client, world.contact, "answer", answer.pk).status_code == 404
    assert "过时" in page(client, world.dispatcher, "answer", answer.pk).content.decode()


# --- Common problems -------------------------------------------------------------------------------------------------
def test_the_desk_gathers_similar_cases_and_the_unit_answers_once(client, world):
    first = case(world, state="taken")
    others = [case(world, world.neighbour_firm, "taken"), case(world)]
    shown = page(client, world.dispatcher, "similar", first.number)
    assert {row.pk for row in shown.context["rows"]} == {row.pk for row in others}
    picks = [row.number for row in (first, *others)]
    ticked = page(client, world.dispatcher, "new", pick=picks)
    assert all(number in ticked.content.decode() for number in picks)
    said = {"title": "用电增容排队", "cause": "变电站容量不足", "lead_unit": world.bureau.name, "pick": picks}
    wrong = send(client, world.dispatcher, "new", **said | {"lead_unit": "没有这个单位"})
    assert wrong.status_code == 422 and "变电站容量不足" in wrong.content.decode()
    done = send(client, world.dispatcher, "new", **said)
    made = Problem.objects.get()
    assert done.url == made.get_absolute_url() and made.members.count() == 3
    answer = {"outcome": "explained", "clause": "", "text": "三号站已扩容"}
    assert send(client, world.handler, "give_answer", made.number, **answer).status_code == 409
    send(client, world.handler, "give_answer", made.number, **answer | {"clause": "第49条"})
    assert sorted(made.members.values_list("reached", flat=True)) == ["progress", "reply", "reply"]
    assert Appeal.objects.filter(state=S.REPLIED).count() == 2
    assert send(client, world.handler, "deliver", made.number).url == made.get_absolute_url()
    assert "三号站已扩容" in page(client, world.leader, "problem", made.number).content.decode()
    send(client, world.dispatcher, "close", made.number)
    made.refresh_from_db()
    assert made.state == "closed"


def test_a_case_is_added_and_taken_out_with_its_reason(client, world):
    made, appeal = problem(world), case(world)
    send(client, world.dispatcher, "add", made.number, pick=appeal.number)
    member = made.members.get(appeal=appeal)
    assert send(client, world.dispatcher, "remove", made.number, member.pk, reason="").status_code == 422
    send(client, world.dispatcher, "remove", made.number, member.pk, reason="原因不同")
    assert "原因不同" in page(client, world.dispatcher, "problem", made.number).content.decode()
    send(client, world.dispatcher, "add", made.number, pick="SQ-1999-000001")
    assert made.members.here().count() == 1


def test_a_handler_of_the_lead_unit_sees_no_names_of_cases_of_other_units(client, world):
    made = problem(world, [case(world), case(world, world.neighbour_firm, lead=world.other_bureau)])
    shown = page(client, world.handler, "problem", made.number)
    assert shown.context["hidden"] == 1 and world.neighbour_firm.name not in shown.content.decode()


def test_the_list_ranks_by_members_and_asks_as_much_for_many(client, world, query_shape):
    small, large = problem(world), problem(world, [case(world), case(world, world.neighbour_firm)])
    page(client, world.city, "list")
    with query_shape() as few:
        rows = page(client, world.city, "list").context["table"].data
    assert [row.pk for row in rows] == [large.pk, small.pk] and rows[0].n_enterprises == 2
    for _number in range(3):
        problem(world)
    with query_shape() as many:
        page(client, world.city, "list")
    assert len(many) == len(few)


def test_the_members_leave_with_a_reason(client, world):
    made = problem(world)
    assert page(client, world.dispatcher, "export").status_code == 200
    done = send(client, world.dispatcher, "export", kind="csv", reason="专题会材料", sheet="list")
    assert made.number in b"".join(done.streaming_content).decode("utf-8-sig")
    assert ExportLog.objects.get().reason == "专题会材料"


@pytest.mark.parametrize("role", ["contact", "colleague"])
def test_the_enterprise_reads_that_others_have_the_same_matter_and_no_names(client, world, role):
    own = case(world)
    made = problem(world, [own, case(world, world.neighbour_firm)])
    client.force_login(fresh(getattr(world, role)))
    shown = client.get(own.get_absolute_url()).content.decode()
    assert reverse("problems:similar", args=[own.number]) not in shown
    for hidden in (made.number, made.title, world.neighbour_firm.name, made.cause):
        assert hidden not in shown
    assert providers.of_case(fresh(world.contact), own)[0].context["problem"]
    client.force_login(fresh(world.steward))
    assert made.number in client.get(own.get_absolute_url()).content.decode()


@pytest.mark.parametrize("role", ["contact", "steward", "dispatcher", "handler", "leader"])
def test_the_part_of_a_case_is_one_query(world, role, django_assert_num_queries):
    own = case(world)
    problem(world, [own])
    passed_up(world, own)
    user = fresh(getattr(world, role))
    appeal = Appeal.objects.for_case().get(pk=own.pk)
    providers.acts(user, appeal)
    with django_assert_num_queries(1):
        section = providers.of_case(user, appeal)[0]
    assert section.context["problem"] and len(section.context["passed"]) == 1


# --- Themed windows --------------------------------------------------------------------------------------------------
def test_a_window_is_opened_chosen_in_one_click_and_counted(client, world):
    today = timezone.localdate()
    said = {"title": "迎峰度夏专窗", "words": "集中受理", "category": world.category.pk, "desk": world.desk.pk,
            "opens_on": today, "closes_on": today - timedelta(days=1)}  # fmt: skip
    assert send(client, world.city, "window_new", **said).status_code == 422
    assert send(client, world.city, "window_new", **said | {"closes_on": today}).status_code == 302
    made = ThemedWindow.objects.get()
    client.force_login(fresh(world.contact))
    assert "迎峰度夏专窗" in client.get(reverse("appeals:new")).content.decode()
    begun = send(client, world.contact, "window_start", made.pk)
    draft = made.appeals.get().appeal
    assert begun.url == reverse("appeals:draft", args=[draft.pk, "text"]) and draft.category == world.category
    send(client, world.city, "window_change", made.pk, **said | {"opens_on": "2020-01-01", "closes_on": "2020-02-01"})
    assert send(client, world.contact, "window_start", made.pk).status_code == 404
    client.force_login(fresh(world.contact))
    assert "迎峰度夏专窗" not in client.get(reverse("appeals:new")).content.decode()
    assert page(client, world.dispatcher, "windows").context["table"].data[0].n_appeals == 0


def test_whoever_writes_for_several_enterprises_is_asked_for_which(client, world):
    made = window(world)
    worlds.stewardship.assign(world.steward.steward, world.neighbour_firm, by=None)
    assert send(client, world.steward, "window_start", made.pk).status_code == 200
    assert send(client, world.steward, "window_start", made.pk, enterprise="x").status_code == 422
    begun = send(client, world.steward, "window_start", made.pk, enterprise=world.neighbour_firm.uscc)
    assert begun.status_code == 302 and made.appeals.get().appeal.enterprise == world.neighbour_firm


# --- Passed up -------------------------------------------------------------------------------------------------------
def test_a_case_is_passed_up_awaited_and_answered(client, world):
    appeal, today = case(world), timezone.localdate()
    said = {"level": "central", "body": "国家能源局", "asked": "请明确口径", "number_there": "",
            "passed_on": today, "awaited_until": today - timedelta(days=1)}  # fmt: skip
    assert send(client, world.handler, "pass_up", appeal.number, **said).status_code == 422
    assert send(client, world.handler, "pass_up", appeal.number, **said | {"awaited_until": today}).status_code == 302
    row = PassedUp.objects.get()
    client.force_login(fresh(world.contact))
    assert "国家能源局" in client.get(appeal.get_absolute_url()).content.decode()
    assert appeal.number in page(client, world.city, "passed", answer="waiting").content.decode()
    PassedUp.objects.update(passed_on=today - timedelta(days=9), awaited_until=today - timedelta(days=2))
    for role in ("handler", "dispatcher"):
        user = fresh(getattr(world, role))
        urls = [item.url for item in providers.due(user, user.grants[0])]
        assert reverse("problems:passed_answer", args=[row.pk]) in urls
    answer = {"answer": "同意", "answered_on": today}
    assert send(client, world.handler, "passed_answer", row.pk, **answer).url == appeal.get_absolute_url()
    assert appeal.number not in page(client, world.city, "passed", answer="late").content.decode()
    assert "同意" in client.get(appeal.get_absolute_url()).content.decode()


def test_leads_and_desk_have_a_figure_and_the_lead_unit_its_item(world):
    made = problem(world)
    for role in ("dispatcher", "city", "leader"):
        user = fresh(getattr(world, role))
        assert [card.value for card in providers.figures(user, user.grants[0])] == [1]
    user = fresh(world.handler)
    assert [item.url for item in providers.due(user, user.grants[0])] == [made.get_absolute_url()]
    assert providers.figures(fresh(world.contact), fresh(world.contact).grants[0]) == []
    workflow.answer(made, by=user, text="扩容", outcome="solved")
    assert providers.due(user, user.grants[0]) == [] and ProblemMember.objects.get().reached == ""
