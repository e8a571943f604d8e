"""Telling people costs the page nothing, however the broker feels."""

import socket
import time
from contextlib import closing

import pytest
import time_machine
from celery import current_app
from django.db import transaction

from portal.notifications import outbox
from portal.notifications.enums import Event, MailState
from tests import world as worlds
from tests.notifications.test_delivery import WORKDAY

#: Seconds; a broker without time-outs takes longer than this, a page with them a fraction of one.
WAITS_FOR_EVER = 30


@pytest.fixture(autouse=True)
def _breaker():
    outbox.breaker.reset()
    yield
    outbox.breaker.reset()


@pytest.fixture
def broker():
    """``broker(url)``: let the application ring at another address."""
    before = current_app.conf.broker_url

    def use(url):
        current_app.conf.broker_url = current_app.conf.broker_write_url = url

    yield use
    use(before)


@pytest.fixture
def rings(monkeypatch):
    found = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda *args, **kwargs: found.append(args[0]))
    return found


def tell(recipient, key="k1", **options):
    return outbox.notify(recipient, Event.APPEAL_REPLIED, "Answered", "", "/", key=key, **options)


def a_broker_that_never_answers():
    """A server that takes connections and says nothing, like a Redis that was stopped (SIGSTOP)."""
    server = socket.create_server(("127.0.0.1", 0))
    return server, f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_a_hanging_broker_costs_one_short_wait_and_then_nothing(broker):
    server, url = a_broker_that_never_answers()
    with closing(server):
        broker(url)
        began = time.monotonic()
        assert outbox.wake() is False
        assert time.monotonic() - began < WAITS_FOR_EVER
        server.settimeout(0)
        server.accept()[0].close()
        assert outbox.wake() is False
        with pytest.raises(BlockingIOError):
            server.accept()  # the second time nobody even knocked


def test_a_refusing_broker_costs_hardly_anything(broker):
    server, url = a_broker_that_never_answers()
    server.close()
    broker(url)
    began = time.monotonic()
    assert outbox.wake() is False
    assert time.monotonic() - began < WAITS_FOR_EVER
    assert outbox.breaker.is_open


def test_a_broker_that_is_there_is_rung(celery_application):
    assert outbox.wake() is True
    with celery_application.connection_for_read() as connection:
        connection.default_channel.queue_purge("celery")


def test_a_broken_broker_is_tried_again_after_the_pause():
    with time_machine.travel(WORKDAY, tick=False):
        outbox.breaker.trip()
        assert outbox.breaker.is_open
    outbox.breaker.until = time.monotonic() - 1
    assert not outbox.breaker.is_open


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_tells_nobody(rings):
    with transaction.atomic():
        tell(worlds.person())
        transaction.set_rollback(True)
    assert rings == []


@pytest.mark.django_db(transaction=True)
def test_one_transaction_rings_once(rings):
    recipient = worlds.person()
    with transaction.atomic():
        for number in range(5):
            tell(recipient, key=f"k{number}")
    assert rings == ["notifications.sweep"]


@pytest.mark.django_db(transaction=True)
def test_a_message_for_the_inbox_alone_rings_nobody(rings):
    recipient = worlds.person()
    recipient.email = ""
    assert tell(recipient).mail_state == MailState.NONE
    assert rings == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "urgent", "expected"),
    [
        ("2026-11-24T21:59+08:00", False, "2026-11-24T21:59+08:00"),
        ("2026-11-24T22:00+08:00", False, "2026-11-25T08:30+08:00"),
        ("2026-11-24T22:00+08:00", True, "2026-11-24T22:00+08:00"),
        ("2026-11-25T07:59+08:00", False, "2026-11-25T08:30+08:00"),
        ("2026-11-27T23:00+08:00", False, "2026-11-30T08:30+08:00"),
        ("2026-11-28T12:00+08:00", False, "2026-11-30T08:30+08:00"),
    ],
    ids=str,
)
def test_the_quiet_hours_are_kept(moment, urgent, expected):
    moment, expected = (outbox.timezone.datetime.fromisoformat(text) for text in (moment, expected))
    assert outbox.polite_moment(moment, urgent=urgent) == expected
