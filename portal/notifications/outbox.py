"""Telling people: one row per message, written in the transaction of what it tells of; delivery follows.

The row is the inbox entry and the outbox entry in one. Nothing here waits for Redis longer than :data:`PATIENCE`, and a
broker that failed is left alone for a while: beat sweeps what no wake-up reached.
"""

import time

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from portal.common import workdays

from .enums import Choice, MailState
from .models import Notification, Preference
from .subjects import stays

log = structlog.get_logger(__name__)

#: How long a broker that failed is left alone, in seconds.
PAUSE = 30
#: How long a page waits for the broker, in seconds.
PATIENCE = 0.4
#: The broker's usual time-outs are the worker's, who can wait; a page tries once, and not for long.
ONE_SHORT_TRY = {
    "socket_timeout": PATIENCE,
    "socket_connect_timeout": PATIENCE,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}


class Breaker:
    """Remembers that the broker failed, for this process."""

    def __init__(self):
        self.until = 0.0

    @property
    def is_open(self):
        """Whether the broker is left alone now."""
        return time.monotonic() < self.until

    def trip(self):
        """Leave the broker alone for :data:`PAUSE` seconds."""
        self.until = time.monotonic() + PAUSE

    def reset(self):
        """Try the broker again at the next message."""
        self.until = 0.0


breaker = Breaker()


def can_be_mailed(recipient):
    """Whether mail reaches this person: an address, and an account that is still open."""
    return bool(recipient.email) and recipient.is_active


def polite_moment(moment, *, urgent):
    """Return ``moment``, or the next morning digest when it lies in the quiet hours and nothing burns (rule 7)."""
    return moment if urgent or not workdays.is_quiet(moment) else workdays.next_digest(moment)


def chosen(recipient, event, *, urgent=False):
    """How this person hears of the event by mail: the own choice, unless it burns or must not be turned off."""
    if urgent:
        return Choice.NOW
    own = Preference.objects.filter(user=recipient, event=event).values_list("choice", flat=True).first()
    return Choice.NOW if own is None or stays(recipient, event) else Choice(own)


def notify(recipient, event, title, text, url, *, key, urgent=False):
    """Write one message to one person, in the person's language; the same ``key`` writes nothing twice.

    Mail waits out the quiet hours (22:00–08:00 and non-working days, product rule 7) unless ``urgent``; somebody
    without an address, or without access any more, has the inbox alone. What the person chose for this event counts:
    at once, in the digest of the next working morning, or no mail.
    """
    now = timezone.now()
    choice = chosen(recipient, event, urgent=urgent) if can_be_mailed(recipient) else Choice.OFF
    by_mail = choice != Choice.OFF
    due = workdays.next_digest(now) if choice == Choice.DIGEST else polite_moment(now, urgent=urgent)
    with translation.override(recipient.language or settings.LANGUAGE_CODE):
        title, text = str(title)[:200], str(text)
    notification, created = Notification.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            "event": event,
            "title": title,
            "text": text,
            "url": url,
            "is_urgent": urgent,
            "mail_state": MailState.PENDING if by_mail else MailState.NONE,
            "next_try_at": due,
        },
    )
    if created and choice == Choice.NOW:
        _wake_once()
    return notification


def _wake_once():
    """Ring once per transaction, after it committed; a failure there reaches nobody's request."""
    connection = transaction.get_connection()
    if not any(callback is wake for _sids, callback, _robust in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)


def wake(task="notifications.sweep"):
    """Tell the worker that something waits; a hanging Redis costs :data:`PATIENCE`, then nothing for a while."""
    if breaker.is_open:
        return False
    try:
        with current_app.connection_for_write(connect_timeout=PATIENCE, transport_options=ONE_SHORT_TRY) as connection:
            current_app.send_task(task, connection=connection, retry=False, expires=60)
    except Exception as error:  # whatever the broker does, the row is safe and beat will sweep it
        breaker.trip()
        log.warning("outbox.wake_failed", error=str(error)[:200])
        return False
    return True
