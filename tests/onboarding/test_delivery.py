"""Delivery against a real mail server and a real provider: at least once, one id, to a terminal state."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from kombu import Connection

from portal.accounts.models import User
from portal.notifications import outbox
from portal.onboarding import codes, delivery, tasks, wording, workflow
from portal.onboarding.enums import Channel, Delivery, Purpose
from portal.onboarding.models import Confirmation

from .conftest import EMAIL, PHONE

MAIL, SMS = Channel.MAIL, Channel.SMS
WORKDAY = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.django_db
def test_an_invitation_by_mail_carries_the_link_and_goes_once(world, mailbox):
    row = workflow.invite(world.contact, MAIL, by=world.steward)
    assert delivery.deliver_due(MAIL) == (1, 0, False)
    assert delivery.deliver_due(MAIL) == (0, 0, False)
    row.refresh_from_db()
    ((to, message),) = mailbox.taken
    assert (to, row.delivery, bool(row.sent_at)) == (EMAIL, Delivery.SENT, True)
    assert wording.link(row) in mailbox.texts[0]
    assert message["Message-ID"] == wording.message_id(row)


@pytest.mark.django_db
def test_a_text_message_carries_the_code_and_the_signature(world, provider, settings):
    settings.SMS_SIGNATURE = "【上海服务包】"
    row = workflow.invite(world.contact, SMS, by=world.steward)
    assert delivery.deliver_due(SMS) == (1, 0, False)
    (text,) = provider.texts
    assert codes.code(row) in text
    assert text.startswith("【上海服务包】周启明")
    assert PHONE in provider.taken[0][1].decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("en", "Your access"), ("zh-hans", "账号激活"), ("", "账号激活")])
def test_everybody_reads_the_own_language(world, mailbox, language, word):
    User.objects.filter(pk=world.contact.pk).update(language=language)
    workflow.invite(world.contact, MAIL, by=world.steward)
    delivery.deliver_due(MAIL)
    assert word in mailbox.subjects[0]


@pytest.mark.django_db
def test_a_provider_that_is_down_is_tried_again_and_the_message_arrives_once(world, provider):
    provider.status = 500
    now = timezone.now()
    row = workflow.invite(world.contact, SMS, by=world.steward)
    assert delivery.deliver_due(SMS) == (0, 1, False)
    assert delivery.deliver_due(SMS) == (0, 0, False)
    provider.status = 200
    with time_machine.travel(now + timedelta(minutes=2), tick=False):
        assert delivery.deliver_due(SMS) == (1, 0, False)
    row.refresh_from_db()
    assert (row.delivery, row.tries) == (Delivery.SENT, 1)
    assert len({body for _headers, body in provider.taken}) == 1


@pytest.mark.django_db
def test_what_never_arrives_is_given_up_in_the_end(world, mailbox):
    mailbox.answer = "451 later"
    now = WORKDAY
    with time_machine.travel(now, tick=False):
        row = workflow.invite(world.contact, MAIL, by=world.steward)
    for tries in range(1, len(delivery.BACK_OFF) + 2):
        with time_machine.travel(now, tick=False):
            assert delivery.deliver_due(MAIL)[:2] == (0, 1)
        row.refresh_from_db()
        assert row.tries == tries
        now = (row.next_try_at or now) + timedelta(seconds=1)
    assert row.delivery == Delivery.FAILED
    assert row.last_error


@pytest.mark.django_db
def test_a_code_that_would_arrive_too_late_is_given_up_at_once(world, provider):
    provider.status = 500
    workflow.request_entry(SMS, PHONE)
    row = Confirmation.objects.get()
    Confirmation.objects.update(expires_at=timezone.now() + timedelta(seconds=30))
    delivery.deliver_due(SMS)
    row.refresh_from_db()
    assert row.delivery == Delivery.FAILED


@pytest.mark.django_db
def test_a_refused_message_is_not_tried_again(world, provider):
    provider.status = 422
    row = workflow.invite(world.contact, SMS, by=world.steward)
    delivery.deliver_due(SMS)
    row.refresh_from_db()
    assert (row.delivery, row.tries) == (Delivery.FAILED, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["replaced", "used", "address", "closed"])
def test_what_nobody_can_use_any_more_is_not_sent(world, mailbox, change):
    row = workflow.invite(world.contact, MAIL, by=world.steward)
    if change in ("replaced", "used"):
        Confirmation.objects.filter(pk=row.pk).update(**{f"{change}_at": timezone.now()})
    elif change == "address":
        User.objects.filter(pk=world.contact.pk).update(email="other@example.cn")
    else:
        User.objects.filter(pk=world.contact.pk).update(is_active=False)
    assert delivery.deliver_due(MAIL) == (0, 0, False)
    row.refresh_from_db()
    assert (row.delivery, mailbox.taken) == (Delivery.FAILED, [])


@pytest.mark.django_db
def test_a_worker_that_dies_after_sending_costs_one_repeat_under_the_same_message_id(world, mailbox):
    now = timezone.now()
    workflow.invite(world.contact, MAIL, by=world.steward)
    (row,) = delivery.claim(MAIL, timezone.now())
    with delivery.WayOut(MAIL) as send:
        send(row)
    assert delivery.deliver_due(MAIL) == (0, 0, False)
    with time_machine.travel(now + delivery.LEASE + timedelta(seconds=5), tick=False):
        assert delivery.deliver_due(MAIL) == (1, 0, False)
    first, second = [message["Message-ID"] for _to, message in mailbox.taken]
    assert first == second


@pytest.mark.django_db
def test_a_worker_that_dies_every_time_gives_up_in_the_end(world):
    workflow.invite(world.contact, MAIL, by=world.steward)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        for _death in range(len(delivery.BACK_OFF) + 1):
            assert delivery.claim(MAIL, now)
            now += delivery.LEASE
        assert not delivery.claim(MAIL, now)
    assert Confirmation.objects.get().delivery == Delivery.FAILED


@pytest.mark.django_db
def test_a_provider_that_hangs_costs_three_tries_and_the_rest_waits(world, provider, monkeypatch):
    monkeypatch.setattr("portal.onboarding.sms.http.PATIENCE", (0.2, 0.2))
    provider.silent = True
    people = User.objects.filter(pk__in=[_newcomer(number).pk for number in range(6)])
    with time_machine.travel(WORKDAY, tick=False):
        workflow.invite_many(people, by=world.steward, channel=SMS)
        assert delivery.deliver_due(SMS) == (0, delivery.BLOCKED, False)
    assert Confirmation.objects.filter(delivery=Delivery.PENDING, tries=0).count() == 3


@pytest.mark.django_db
def test_a_sweep_without_time_gives_back_and_rings_again(world, mailbox, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks, "wake", rung.append)
    monkeypatch.setattr(delivery, "SWEEP", -1)
    row = workflow.invite(world.contact, MAIL, by=world.steward)
    tasks.send_mail()
    row.refresh_from_db()
    assert (row.delivery, row.tries, rung) == (Delivery.PENDING, 0, ["onboarding.send_mail"])
    monkeypatch.setattr(delivery, "SWEEP", 60)
    tasks.send_mail()
    assert len(mailbox.taken) == 1


@pytest.mark.django_db
def test_at_night_many_wait_for_the_morning_and_one_goes_at_once(world, mailbox):
    night = datetime(2026, 11, 24, 23, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(night, tick=False):
        workflow.invite_many(User.objects.filter(pk=world.contact.pk), by=world.steward)
        assert delivery.deliver_due(MAIL) == (0, 0, False)
        workflow.invite(world.contact, MAIL, by=world.steward)
        assert delivery.deliver_due(MAIL) == (1, 0, False)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_message(world, mailbox):
    people = User.objects.filter(pk__in=[_newcomer(number, f"p{number}@example.cn").pk for number in range(30)])
    with time_machine.travel(WORKDAY, tick=False):
        workflow.invite_many(people, by=world.steward)

    def work(_number):
        try:
            return delivery.deliver_due(MAIL, now=WORKDAY + timedelta(minutes=1))[0]
        finally:
            connection.close()

    with time_machine.travel(WORKDAY + timedelta(minutes=1)), ThreadPoolExecutor(4) as pool:
        sent = sum(pool.map(work, range(4)))
    assert sent == len({to for to, _message in mailbox.taken}) == len(mailbox.taken) == 30


@pytest.mark.django_db(transaction=True)
def test_the_row_stands_although_the_broker_is_gone(world, monkeypatch):
    rung = []

    def refuse(task, **options):
        rung.append(task)
        raise ConnectionError("no broker")

    monkeypatch.setattr(outbox.current_app, "send_task", refuse)
    outbox.breaker.reset()
    with transaction.atomic():
        workflow.invite(world.contact, SMS, by=world.steward)
        assert rung == []
    outbox.breaker.reset()
    assert rung == ["onboarding.send_sms"]
    assert Confirmation.objects.get().delivery == Delivery.PENDING


@pytest.mark.django_db
def test_addresses_are_forgotten_a_month_after_the_end(world):
    workflow.invite(world.contact, MAIL, by=world.steward)
    assert delivery.tidy() == 0
    assert delivery.tidy(timezone.now() + timedelta(days=38)) == 1
    assert Confirmation.objects.get().address == ""


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", [Purpose.EMAIL_CHANGED, Purpose.ACTIVATED])
def test_a_notice_opens_nothing(world, mailbox, purpose):
    workflow._tell(world.contact, purpose, MAIL, "old@example.cn")
    delivery.deliver_due(MAIL)
    ((to, _message),) = mailbox.taken
    assert to == "old@example.cn"
    assert "/accounts/open/" not in mailbox.texts[0]
    assert "12345" in mailbox.texts[0]


def _newcomer(number, email=""):
    return User.objects.create(username=f"n{number}", name=f"N{number}", phone=f"1391000{number:04d}", email=email)


@pytest.mark.django_db(transaction=True)
def test_a_page_does_not_hang_on_a_broker_that_hangs(world, client, monkeypatch):
    """The broker takes the connection and never answers; the code is asked for and waits for the sweep."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        monkeypatch.setattr(
            outbox.current_app, "connection_for_write", lambda **options: Connection(address, **options)
        )
        outbox.breaker.reset()
        began = time.monotonic()
        answer = client.post("/accounts/first/", {"address": PHONE})
        took = time.monotonic() - began
    outbox.breaker.reset()
    assert answer.status_code == 302
    assert took < 3
    assert Confirmation.objects.get().delivery == Delivery.PENDING
