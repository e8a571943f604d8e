"""Delivery against a real SMTP server: once, in the person's language, and to a terminal state."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from zoneinfo import ZoneInfo

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.notifications import delivery, outbox
from portal.notifications.enums import Event, MailState
from portal.notifications.models import Notification

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKDAY = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)


class Mailbox:
    """What the server took; ``answer`` is what it says to the next message."""

    def __init__(self):
        self.messages, self.answer = [], "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.messages.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content)))
        return self.answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mailbox(settings):
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


def person(name="li", **fields):
    return User.objects.create(username=name, name=name, **{"email": f"{name}@example.com", **fields})


def tell(recipient, key="k1", **options):
    return outbox.notify(
        recipient, Event.APPEAL_REPLIED, "Answered", "Please rate it.", "/appeals/SQ-1/", key=key, **options
    )


def subject(message):
    return str(make_header(decode_header(message["Subject"])))


@pytest.mark.django_db
def test_a_message_is_sent_once_with_its_link(mailbox, settings):
    with time_machine.travel(WORKDAY, tick=False):
        row = tell(person())
        assert delivery.deliver_due() == (1, 0)
        assert delivery.deliver_due() == (0, 0)
    row.refresh_from_db()
    ((address, message),) = mailbox.messages
    assert (address, row.mail_state) == ("li@example.com", MailState.SENT)
    assert f"{settings.SITE_URL}/appeals/SQ-1/" in message.get_payload(decode=True).decode()
    assert message["Message-ID"] == row.message_id


@pytest.mark.django_db
def test_the_same_key_tells_once():
    recipient = person()
    tell(recipient)
    tell(recipient)
    assert Notification.objects.count() == 1


@pytest.mark.django_db
def test_everybody_reads_the_own_language(mailbox):
    with time_machine.travel(WORKDAY, tick=False):
        for number, language in enumerate(["en", "zh-hans", ""]):
            recipient = person(f"p{number}", language=language)
            outbox.notify(recipient, Event.APPEAL_REPLIED, _("appeal replied"), "", "/", key=f"k{number}")
        delivery.deliver_due()
    english, *chinese = [subject(message) for _address, message in mailbox.messages]
    assert english == "appeal replied"
    assert all("诉求" in title for title in chinese)


@pytest.mark.django_db
def test_somebody_without_an_address_has_the_inbox_alone(mailbox):
    row = tell(person(email=""))
    assert row.mail_state == MailState.NONE
    assert delivery.deliver_due() == (0, 0)


@pytest.mark.django_db
def test_a_refusing_server_is_tried_again_later_and_given_up_in_the_end(mailbox):
    mailbox.answer = "451 later"
    now = WORKDAY
    with time_machine.travel(now, tick=False):
        row = tell(person())
    for attempt in range(1, len(delivery.BACK_OFF) + 2):
        with time_machine.travel(now, tick=False):
            assert delivery.deliver_due() == (0, 1)
            assert delivery.deliver_due() == (0, 0)
        row.refresh_from_db()
        assert row.attempts == attempt
        now = (row.next_try_at or now) + timedelta(seconds=1)
    assert row.mail_state == MailState.FAILED
    assert row.last_error


@pytest.mark.django_db
def test_a_worker_that_dies_after_sending_costs_one_repeat_under_the_same_message_id(mailbox):
    with time_machine.travel(WORKDAY, tick=False):
        tell(person())
        letters = delivery.claim(timezone.now(), 10)
        with delivery.get_connection() as smtp:
            delivery._compose(letters[0], smtp).send()
        assert delivery.deliver_due() == (0, 0)
    with time_machine.travel(WORKDAY + delivery.LEASE + timedelta(seconds=1), tick=False):
        assert delivery.deliver_due() == (1, 0)
    first, second = [message["Message-ID"] for _address, message in mailbox.messages]
    assert first == second


@pytest.mark.django_db
def test_the_night_is_quiet_and_the_morning_brings_one_digest(mailbox):
    night = datetime(2026, 11, 24, 23, 0, tzinfo=SHANGHAI)
    recipient = person()
    with time_machine.travel(night, tick=False):
        for number in range(3):
            tell(recipient, key=f"k{number}")
        tell(recipient, key="urgent", urgent=True)
        assert delivery.deliver_due() == (1, 0)
    with time_machine.travel(datetime(2026, 11, 25, 8, 0, tzinfo=SHANGHAI), tick=False):
        assert delivery.deliver_due() == (0, 0)
    with time_machine.travel(datetime(2026, 11, 25, 9, 1, tzinfo=SHANGHAI), tick=False):
        assert delivery.deliver_due() == (3, 0)
    assert len(mailbox.messages) == 2
    assert Notification.objects.exclude(mail_state=MailState.SENT).count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_message(mailbox):
    with time_machine.travel(WORKDAY, tick=False):
        for number in range(12):
            tell(person(f"p{number}"), key=f"k{number}")

    def work(_number):
        try:
            return delivery.deliver_due(now=WORKDAY + timedelta(minutes=1), limit=6)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = sum(pool.map(work, range(4)))
    assert sent == 12
    assert len({address for address, _message in mailbox.messages}) == len(mailbox.messages) == 12


@pytest.mark.django_db(transaction=True)
def test_one_transaction_rings_once_and_a_broken_broker_is_left_alone(monkeypatch):
    rung = []

    def refuse(*args, **kwargs):
        rung.append(args)
        raise ConnectionError("no broker")

    monkeypatch.setattr(outbox.current_app, "send_task", refuse)
    outbox.breaker.reset()
    with transaction.atomic():
        for number in range(3):
            tell(person(f"p{number}"), key=f"k{number}")
    tell(person("later"), key="later")
    outbox.breaker.reset()
    assert len(rung) == 1
    assert Notification.objects.count() == 4


@pytest.mark.django_db
def test_a_letter_that_cannot_be_written_stops_no_other(mailbox):
    with time_machine.travel(WORKDAY, tick=False):
        broken = tell(person("broken", email="no\nbody@example.com"), key="broken")
        good = tell(person("good"), key="good")
        assert delivery.deliver_due() == (1, 1)
    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.mail_state, good.mail_state) == (MailState.PENDING, MailState.SENT)
    assert broken.attempts == 1


@pytest.mark.django_db
def test_a_worker_that_dies_every_time_gives_the_message_up_in_the_end(mailbox):
    now = WORKDAY
    with time_machine.travel(now, tick=False):
        row = tell(person(), urgent=True)
    for _death in range(len(delivery.BACK_OFF) + 1):
        assert delivery.claim(now, 10)
        now += delivery.LEASE
    assert delivery.claim(now, 10) == []
    row.refresh_from_db()
    assert row.mail_state == MailState.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_somebody_who_left_meanwhile_gets_no_mail(mailbox, change):
    recipient = person()
    with time_machine.travel(WORKDAY, tick=False):
        row = tell(recipient)
        User.objects.filter(pk=recipient.pk).update(**change)
        assert delivery.deliver_due() == (0, 0)
    row.refresh_from_db()
    assert (row.mail_state, mailbox.messages) == (MailState.NONE, [])


@pytest.mark.django_db
def test_what_is_late_waits_out_the_night_too(mailbox):
    evening = datetime(2026, 11, 24, 21, 58, tzinfo=SHANGHAI)
    mailbox.answer = "451 later"
    with time_machine.travel(evening, tick=False):
        row = tell(person())
        tell(person("wang"), key="k2")
        delivery.deliver_due(limit=1)
    with time_machine.travel(evening + timedelta(minutes=3), tick=False):
        mailbox.answer = "250 OK"
        assert delivery.deliver_due() == (0, 0)
    with time_machine.travel(datetime(2026, 11, 25, 9, 0, tzinfo=SHANGHAI), tick=False):
        assert delivery.deliver_due() == (2, 0)
    row.refresh_from_db()
    assert row.mail_state == MailState.SENT


@pytest.mark.django_db
def test_a_sweep_without_time_gives_back_what_it_did_not_send(mailbox, monkeypatch):
    monkeypatch.setattr(delivery, "SWEEP", -1)
    with time_machine.travel(WORKDAY, tick=False):
        row = tell(person())
        assert delivery.deliver_due() == (0, 0)
        row.refresh_from_db()
        assert (row.mail_state, row.attempts) == (MailState.PENDING, 0)
        monkeypatch.setattr(delivery, "SWEEP", 80)
        assert delivery.deliver_due() == (1, 0)


@pytest.mark.django_db
def test_one_sweep_sends_everything_over_one_connection(mailbox, monkeypatch):
    opened = []
    start = EmailBackend.open

    def counted(backend):
        opened.append(start(backend))
        return opened[-1]

    monkeypatch.setattr(EmailBackend, "open", counted)
    with time_machine.travel(WORKDAY, tick=False):
        for number in range(7):
            tell(person(f"p{number}"), key=f"k{number}")
        assert delivery.deliver_due(limit=3) == (7, 0)
    assert opened.count(True) == 1


@pytest.mark.django_db
def test_a_held_message_that_failed_once_keeps_its_digest(mailbox):
    recipient = person()
    with time_machine.travel(datetime(2026, 11, 24, 23, 0, tzinfo=SHANGHAI), tick=False):
        tell(recipient, key="k1")
        tell(recipient, key="k2")
    morning = datetime(2026, 11, 25, 9, 1, tzinfo=SHANGHAI)
    mailbox.answer = "451 later"
    with time_machine.travel(morning, tick=False):
        assert delivery.deliver_due() == (0, 2)
    mailbox.answer = "250 OK"
    with time_machine.travel(morning + timedelta(minutes=2), tick=False):
        assert delivery.deliver_due() == (2, 0)
    ((_address, message),) = mailbox.messages
    assert {row.message_id for row in Notification.objects.all()} == {message["Message-ID"]}


@pytest.mark.django_db
def test_a_digest_is_not_torn_by_the_edge_of_a_batch(mailbox):
    with time_machine.travel(datetime(2026, 11, 24, 23, 0, tzinfo=SHANGHAI), tick=False):
        for name in ("an", "bo", "ci"):
            recipient = person(name)
            for number in range(3):
                tell(recipient, key=f"{name}{number}")
    with time_machine.travel(datetime(2026, 11, 25, 9, 1, tzinfo=SHANGHAI), tick=False):
        assert delivery.deliver_due(limit=4) == (9, 0)
    assert sorted(address for address, _message in mailbox.messages) == [
        "an@example.com", "bo@example.com", "ci@example.com",
    ]  # fmt: skip
