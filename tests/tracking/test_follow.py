"""A case is followed by its number and a one-time code: who may, what it opens, and what strangers learn."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from appeals.doors.workflow import take_in
from appeals.enums import AppealState as S
from appeals.enums import Channel as CameBy
from appeals.enums import Urgency
from appeals.models import Appeal
from appeals.tracking import codes, delivery, tasks, workflow
from appeals.tracking.models import TRIES, FollowCode
from portal.onboarding.enums import Channel, Delivery
from tests.tracking.conftest import CALLER, EMAIL, PHONE
from tests.world import appeal_in, draft

ASK, CODE = "/follow/", "/follow/code/"
WRONG = "000000"
#: What differs from page to page: the number and address that were typed, and the tokens of forms.
SECRET = r'SQ-[\d-]+|[a-z.@]*example\.cn|1\d{10}|value="[^"]*"|X-CSRFToken": "\w+'


@pytest.fixture
def case(world):
    return appeal_in(world, S.IN_HANDLING)


def asked(client, case, address=EMAIL):
    answer = client.post(ASK, {"number": case.number, "address": address})
    assert (answer.status_code, answer.url) == (302, CODE)
    return FollowCode.objects.filter(appeal=case, address=address).order_by("-pk").first()


def wrong_for(row):
    return WRONG if codes.code(row) != WRONG else "111111"


@pytest.mark.parametrize("address", [EMAIL, PHONE, "+86 139-1234-5678", "ZHOU@example.cn"])
def test_who_speaks_for_the_enterprise_reads_the_case_with_the_code_that_came(client, case, messages, address):
    client.post(ASK, {"number": f" {case.number.lower()} ", "address": address})
    assert delivery.deliver_due() == (1, 0)
    (text,) = messages()
    assert case.number in text
    answer = client.post(CODE, {"code": re.search(r"(?<!\d)\d{6}(?!\d)", text).group()})
    assert (answer.status_code, answer.url) == (302, f"/follow/{case.number}/")
    page = client.get(answer.url)
    assert case.title in page.content.decode() and "no-store" in page["Cache-Control"]


def test_a_caller_without_an_account_follows_by_the_number_that_he_left(client, world, messages):
    case = take_in(
        by=world.dispatcher, enterprise=world.firm, channel=CameBy.PHONE, caller="王经理", phone="137 0000 1111",
        category=world.category, title="停电", text="产线停了", urgency=Urgency.NORMAL,
    )  # fmt: skip
    row = asked(client, case, CALLER)
    assert client.post(CODE, {"code": codes.code(row)}).url == f"/follow/{case.number}/"


def test_the_number_of_the_hotline_opens_the_same_case(client, case):
    Appeal.objects.filter(pk=case.pk).update(external_source="12345", external_number="20261123-000777")
    client.post(ASK, {"number": "20261123-000777", "address": PHONE})
    assert client.post(CODE, {"code": codes.code(FollowCode.objects.get())}).url == f"/follow/{case.number}/"


@pytest.mark.parametrize(
    ("number", "address"),
    [("SQ-2026-999999", EMAIL), (None, "stranger@example.cn"), (None, "13800009999"), (None, CALLER)],
)
def test_a_stranger_reads_the_same_and_nothing_is_sent(client, case, settings, number, address):
    settings.DEMO = False  # a demo shows the message on the page
    answer = client.post(ASK, {"number": number or case.number, "address": address})
    assert (answer.status_code, answer.url) == (302, CODE)
    stranger = client.get(CODE).content.decode()
    assert not FollowCode.objects.exists()
    known = asked(client, case)
    page = client.get(CODE).content.decode()
    blank = [re.sub(SECRET, "", text) for text in (stranger, page)]
    assert known and blank[0] == blank[1]


def test_contacts_of_another_enterprise_stewards_and_who_left_are_strangers(world, case):
    for name in ("steward", "dispatcher", "handler", "outsider"):
        other = getattr(world, name, None)
        if other:
            other.email = f"{name}@example.cn"
            other.save(update_fields=["email"])
            assert workflow.reader_at(case, Channel.MAIL, other.email) is None
    assert workflow.reader_at(case, Channel.MAIL, EMAIL) is not None
    world.contact.is_active = False
    world.contact.save(update_fields=["is_active"])
    assert workflow.reader_at(case, Channel.MAIL, EMAIL) is None


def test_a_draft_is_nobodys_case_yet(world):
    made = draft(world)
    assert workflow.ask(made.number or "", Channel.MAIL, EMAIL) is None


def test_a_code_opens_once(client, case):
    row = asked(client, case)
    assert client.post(CODE, {"code": codes.code(row)}).status_code == 302
    asked_again = client.post(ASK, {"number": case.number, "address": EMAIL})
    assert asked_again.status_code == 302
    assert client.post(CODE, {"code": codes.code(row)}).status_code == 422


def test_a_new_code_replaces_the_one_before(client, case):
    first, second = asked(client, case), asked(client, case)
    assert client.post(CODE, {"code": codes.code(first)}).status_code == (
        302 if codes.code(first) == codes.code(second) else 422
    )
    assert client.post(CODE, {"code": codes.code(second)}).status_code == 302


def test_after_ten_minutes_a_code_is_too_old_and_is_not_sent_either(client, case, messages):
    row = asked(client, case)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert client.post(CODE, {"code": codes.code(row)}).status_code == 422
        assert delivery.deliver_due() == (0, 0)
    row.refresh_from_db()
    assert row.delivery == Delivery.FAILED and messages() == []


def test_after_five_wrong_codes_the_right_one_opens_nothing(case):
    row = workflow.ask(case.number, Channel.MAIL, EMAIL)
    for _try in range(TRIES + 2):
        assert workflow.open_with(case.number, EMAIL, wrong_for(row)) is None
    row.refresh_from_db()
    assert row.wrong == TRIES
    assert workflow.open_with(case.number, EMAIL, codes.code(row)) is None


def test_who_guesses_is_told_when_it_is_enough(client, case):
    row = asked(client, case)
    said = [client.post(CODE, {"code": wrong_for(row)}).content.decode() for _try in range(7)]
    assert said[0] != said[-1] and "12345" in said[-1]
    for _try in range(4):
        asked(client, case)
    assert client.post(ASK, {"number": case.number, "address": EMAIL}).status_code == 422


def test_the_case_is_open_for_half_an_hour_in_this_browser_alone(client, case, settings):
    address = f"/follow/{case.number}/"
    assert client.get(address).status_code == 302
    client.post(CODE, {"code": codes.code(asked(client, case))})
    assert client.get(address).status_code == 200
    assert client.get("/follow/SQ-2026-999999/").url == ASK
    with time_machine.travel(timezone.now() + timedelta(minutes=30, seconds=1), tick=False):
        assert client.get(address).url == ASK
    assert type(client)().get(address).url == ASK
    assert client.post("/follow/end/").url == ASK
    assert client.get(address).url == ASK


def test_the_page_tells_what_the_enterprise_reads_and_nothing_else(client, world, query_shape):
    from appeals import workflow as appeals

    case = appeal_in(world, S.ACCEPTED)
    case = appeals.dispatch(case, by=world.dispatcher, lead=world.bureau, comment="内部交办意见")
    client.post(CODE, {"code": codes.code(asked(client, case))})
    with query_shape() as shapes:
        page = client.get(f"/follow/{case.number}/").content.decode()
    assert case.text in page and world.bureau.name in page
    assert "内部交办意见" not in page and "/files/" not in page
    assert len(shapes) <= 14


def test_what_the_provider_does_not_take_is_tried_again_and_sent_once(client, case, provider):
    row = asked(client, case, PHONE)
    provider.status = 503
    assert delivery.deliver_due() == (0, 1)
    row.refresh_from_db()
    assert row.delivery == Delivery.PENDING and row.last_error
    provider.status = 200
    assert delivery.deliver_due() == (1, 0) and delivery.deliver_due() == (0, 0)


def test_yesterdays_codes_and_addresses_are_forgotten(client, case):
    asked(client, case)
    assert tasks.tidy() == 0
    FollowCode.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert tasks.tidy() == 1 and not FollowCode.objects.exists()
