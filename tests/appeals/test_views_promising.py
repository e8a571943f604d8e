"""Pages of dates, questions, rulings and of what comes after a bad rating."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from appeals import workflow
from appeals.enums import AppealState as S
from appeals.enums import ClosedAs, PromiseKind, Solved
from appeals.links import rating_link
from appeals.models import Appeal, Extension, FollowUp, Promise, Rating
from appeals.providers import due_items
from portal.notifications.models import Notification
from tests.world import appeal_in, lead, returned_by

SHANGHAI = ZoneInfo("Asia/Shanghai")


def on(text):
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI), tick=False)


def page(handling, name):
    return reverse(f"appeals:{name}", args=[handling.appeal.number, handling.pk])


def taken_on(world):
    return workflow.take_on(lead(appeal_in(world, S.IN_HANDLING)), by=world.handler)


def text(answer):
    return answer.content.decode()


def titles(user):
    return [item.title for item in due_items(user, user.grants[0])]


@on("2026-11-02 10:00")
def test_more_time_is_asked_for_and_decided(client, world):
    handling = taken_on(world)
    client.force_login(world.handler)
    assert "2026" in text(client.get(page(handling, "request_extension")))
    assert client.post(page(handling, "request_extension"), {"reason": ""}).status_code == 422
    assert client.post(page(handling, "request_extension"), {"reason": "需跨部门会商"}).status_code == 302
    asked = Extension.objects.get()
    assert any(handling.appeal.title in title for title in titles(world.dispatcher))
    client.force_login(world.dispatcher)
    address = reverse("appeals:decide_extension", args=[handling.appeal.number, asked.pk])
    assert address in text(client.get(handling.appeal.get_absolute_url()))
    answer = client.post(address, {"granted": "no", "comment": ""})
    assert answer.status_code == 422
    assert client.post(address, {"granted": "yes", "comment": ""}).status_code == 302
    asked.refresh_from_db()
    assert asked.granted
    assert client.post(address, {"granted": "yes"}).status_code == 409
    client.force_login(world.contact)
    assert world.bureau.name in text(client.get(handling.appeal.get_absolute_url()))


def test_a_question_stops_the_clock_for_everybody_to_see_and_is_answered(client, world):
    handling = taken_on(world)
    client.force_login(world.handler)
    assert client.post(page(handling, "ask"), {"text": "请提供负荷计算书"}).status_code == 302
    case = handling.appeal.get_absolute_url()
    shown = text(client.get(case))
    assert 'data-state="paused"' in shown and page(handling, "take_back_question") in shown
    assert client.post(page(handling, "ask"), {"text": "再问一句"}).status_code == 409
    client.force_login(world.contact)
    shown = text(client.get(case))
    assert "请提供负荷计算书" in shown and 'data-state="paused"' in shown
    assert reverse("appeals:supplement", args=[handling.appeal.number]) in [
        item.url for item in due_items(world.contact, world.contact.grants[0])
    ]
    client.post(reverse("appeals:supplement", args=[handling.appeal.number]), {"text": "已上传"})
    assert 'data-state="paused"' not in text(client.get(case))


def test_a_question_is_taken_back_by_the_unit_alone(client, world):
    handling = taken_on(world)
    workflow.ask(handling, by=world.handler, text="请提供负荷计算书")
    client.force_login(world.contact)
    assert client.post(page(handling, "take_back_question")).status_code == 403
    client.force_login(world.handler)
    assert client.post(page(handling, "take_back_question")).status_code == 302
    assert not Promise.objects.running().filter(kind=PromiseKind.ANSWER).exists()


def test_an_overdue_unit_finds_the_next_date_and_nothing_else(client, world):
    with on("2026-11-02 10:00"):
        handling = taken_on(world)
    client.force_login(world.handler)
    with on("2026-11-10 10:00"):
        shown = text(client.get(handling.appeal.get_absolute_url()))
        assert page(handling, "set_next_date") in shown and f'href="{page(handling, "reply")}"' not in shown
        sent = {"text": "已办结", "outcome": "solved", "clause": ""}
        assert client.post(page(handling, "reply"), sent).status_code == 409
        wrong = client.post(page(handling, "set_next_date"), {"day": "2026-11-14", "reason": "等待设备到货"})
        assert wrong.status_code == 409 and "等待设备到货" in text(wrong)
        assert client.post(page(handling, "set_next_date"), {"day": "", "reason": "等待"}).status_code == 422
        right = client.post(page(handling, "set_next_date"), {"day": "2026-11-12", "reason": "等待设备到货"})
        assert right.status_code == 302
        client.force_login(world.contact)
        assert "等待设备到货" in text(client.get(handling.appeal.get_absolute_url()))


def test_the_desk_rules_after_the_second_return(client, world):
    appeal = appeal_in(world, S.ACCEPTED)
    returned_by(world, appeal, world.bureau, world.handler)
    returned_by(world, appeal, world.other_bureau, world.other_handler)
    client.force_login(world.dispatcher)
    ruling = reverse("appeals:arbitrate", args=[appeal.number])
    shown = text(client.get(appeal.get_absolute_url()))
    assert ruling in shown and reverse("appeals:dispatch", args=[appeal.number]) not in shown
    sent = {"lead": world.bureau.name, "difficulty": "general", "ruling": ""}
    assert client.post(ruling, sent).status_code == 422
    assert client.post(ruling, sent | {"ruling": "按职责分工由你单位承办"}).status_code == 302
    assert lead(appeal).is_binding
    client.force_login(world.handler)
    assert client.post(page(lead(appeal), "return_to_desk"), {"basis": "不归我们管"}).status_code == 409


# --- Ratings ---------------------------------------------------------------------------------------------------------
def answers(appeal, level, solved=Solved.YES):
    prefix = f"unit-{lead(appeal).pk}"
    return {f"{prefix}-level": level, f"{prefix}-solved": solved, f"{prefix}-comment": "说明"}


def test_a_rating_kept_open_is_shown_again_and_can_be_changed(client, world):
    appeal = appeal_in(world, S.REPLIED)
    client.force_login(world.contact)
    address = reverse("appeals:rate", args=[appeal.number])
    assert client.post(address, answers(appeal, 2) | {"keep": "1"}).status_code == 302
    appeal.refresh_from_db()
    assert appeal.state == S.REPLIED and "说明" in text(client.get(address))
    client.post(address, answers(appeal, 5))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.closed_as, Rating.objects.get().level) == (S.CLOSED, ClosedAs.RATED, 5)


@pytest.mark.parametrize("role", ["steward", "dispatcher"])
def test_a_rating_given_by_telephone_is_marked(client, world, role):
    appeal = appeal_in(world, S.REPLIED)
    client.force_login(getattr(world, role))
    client.post(reverse("appeals:rate", args=[appeal.number]), answers(appeal, 5))
    assert Rating.objects.get().is_proxy


def test_a_scanner_that_opens_the_link_of_the_mail_answers_nothing(client, world):
    appeal = appeal_in(world, S.REPLIED)
    link = Notification.objects.get(recipient=world.contact, event="appeal_replied").url
    for _time in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert not Rating.objects.exists() and Appeal.objects.get(pk=appeal.pk).state == S.REPLIED
    assert "说明" not in text(client.get(link))
    assert client.post(link, answers(appeal, 4)).status_code == 200
    rating = Rating.objects.get()
    assert (rating.by, rating.is_proxy, rating.level) == (world.contact, False, 4)


def test_the_link_of_somebody_who_left_or_of_an_earlier_round_is_over(client, world):
    appeal = appeal_in(world, S.CLOSED)
    first = rating_link(appeal, world.contact)
    assert client.get(rating_link(appeal, world.stranger)).status_code == 410
    workflow.reopen(appeal, by=world.contact, reason="还没有送电")
    assert client.get(first).status_code == 410
    assert client.post(first, answers(appeal, 5)).status_code == 410


def test_whoever_is_signed_in_rates_on_the_page_of_the_case(client, world):
    appeal = appeal_in(world, S.REPLIED)
    client.force_login(world.contact)
    answer = client.get(rating_link(appeal, world.contact))
    assert answer["Location"] == reverse("appeals:rate", args=[appeal.number])


def test_a_bad_rating_leads_to_a_call_and_a_re_check(client, world):
    appeal = appeal_in(world, S.REPLIED)
    workflow.rate(appeal, by=world.contact, answers=[(lead(appeal), 1, Solved.NO, "没有解决")])
    row = FollowUp.objects.get()
    client.force_login(world.dispatcher)
    call, check = (
        reverse(f"appeals:{name}", args=[appeal.number, row.pk]) for name in ("record_call", "record_recheck")
    )
    shown = text(client.get(appeal.get_absolute_url()))
    assert call in shown and check in shown
    assert any(appeal.title in title for title in titles(world.dispatcher))
    assert client.post(call, {"text": "企业称仍未送电"}).status_code == 302
    assert client.post(check, {"text": "现场已送电"}).status_code == 422
    assert client.post(check, {"text": "现场已送电", "helped": "yes"}).status_code == 302
    row.refresh_from_db()
    assert row.helped and not any(appeal.title in title for title in titles(world.dispatcher))
    client.force_login(world.contact)
    assert "企业称仍未送电" not in text(client.get(appeal.get_absolute_url()))
