"""Delivery of links and codes: claim, send, record, as :mod:`portal.notifications.delivery` does it for messages.

At least once under a stable id. What nobody can use any more is not sent. A gateway that hangs costs this sweep three
time-outs; the rest waits for the next one.
"""

from datetime import timedelta
from smtplib import SMTPException
from time import monotonic

import structlog
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from . import sms, wording
from .enums import NOTICES, Channel, Delivery, Standing
from .models import Confirmation

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
#: Waiting time after each failed attempt, in minutes; after the last one, or when it is too old, it is given up.
BACK_OFF = [timedelta(minutes=m) for m in (1, 1, 3, 10, 30, 120, 480)]
BATCH = 20
#: Seconds after which a sweep begins nothing new: well within the task's time limit and the lease.
SWEEP = 60
#: Failures in a row after which the way out is taken for blocked.
BLOCKED = 3


def deliver_due(channel, now=None):
    """Send what is due over ``channel``; returns ``(sent, failed, more)``: counts, and whether something is left.

    Safe to run twice at once.
    """
    now, deadline = now or timezone.now(), monotonic() + SWEEP
    sent, failed, in_a_row = 0, 0, 0
    with WayOut(channel) as send:
        while (rows := claim(channel, now)) is not None:
            for number, row in enumerate(rows):
                if in_a_row >= BLOCKED or monotonic() > deadline:
                    _give_back(rows[number:])
                    return sent, failed, in_a_row < BLOCKED
                if _deliver(row, send):
                    sent, in_a_row = sent + 1, 0
                else:
                    failed, in_a_row = failed + 1, in_a_row + 1
    return sent, failed, False


@transaction.atomic
def claim(channel, now):
    """Lease what is due and still of use, or return None when nothing is due; locked rows are another worker's."""
    rows = Confirmation.objects.due(channel, now).select_related("person").order_by("pk")
    rows = list(rows.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    going = [row for row in rows if _can_go(row)]
    for row in going:
        row.delivery, row.leased_until = Delivery.SENDING, now + LEASE
    Confirmation.objects.bulk_update(rows, ["delivery", "leased_until", "tries", "last_error"])
    return going if rows else None


def _can_go(row):
    if row.delivery == Delivery.SENDING:
        row.tries += 1  # its worker died
    reason = ""
    if not row.person.is_active:
        reason = "The account is closed."
    elif row.purpose not in NOTICES and row.standing != Standing.OPEN:
        reason = f"Of no use any more: {row.standing.value}."
    elif row.tries > len(BACK_OFF):
        reason = "The worker died while sending."
    if reason:
        row.delivery, row.leased_until, row.last_error = Delivery.FAILED, None, reason
    return not reason


def _give_back(rows):
    Confirmation.objects.filter(pk__in=[row.pk for row in rows], delivery=Delivery.SENDING).update(
        delivery=Delivery.PENDING, leased_until=None
    )


class WayOut:
    """One connection for the whole sweep: ``send(row)`` raises when the message was not taken."""

    def __init__(self, channel):
        self.post = get_connection() if channel == Channel.MAIL else None
        self.gateway = sms.gateway() if channel == Channel.SMS else None

    def __enter__(self):
        return self.send

    def send(self, row):
        if self.gateway:
            self.gateway.send(sms.Message(f"confirmation-{row.pk}", row.address, wording.sms(row)))
            return
        subject, body = wording.mail(row)
        headers = {"Message-ID": wording.message_id(row), "Auto-Submitted": "auto-generated"}
        try:
            self.post.open()
            EmailMessage(subject, body, to=[row.address], headers=headers, connection=self.post).send()
        except Exception:
            self.hang_up()
            raise

    def hang_up(self):
        try:
            self.post.close()
        except (OSError, SMTPException) as error:
            log.info("onboarding.hang_up", error=type(error).__name__)

    def __exit__(self, *_error):
        if self.post:
            self.hang_up()


def _deliver(row, send):
    try:
        send(row)
    except Exception as error:  # whatever goes wrong with one message is that message's failure
        _record_failure(row, error)
        return False
    Confirmation.objects.filter(pk=row.pk, delivery=Delivery.SENDING).update(
        delivery=Delivery.SENT, sent_at=timezone.now(), leased_until=None, last_error=""
    )
    return True


def _record_failure(row, error):
    now = timezone.now()
    row.tries += 1
    row.leased_until, row.last_error, row.delivery = None, f"{type(error).__name__}: {error}"[:300], Delivery.FAILED
    if not isinstance(error, sms.SmsRefused) and row.tries <= len(BACK_OFF):
        again = now + BACK_OFF[row.tries - 1]
        if again < row.expires_at:
            row.delivery, row.next_try_at = Delivery.PENDING, again
    row.save(update_fields=["tries", "leased_until", "last_error", "delivery", "next_try_at"])
    log.warning("onboarding.not_sent", row=row.pk, channel=row.channel, tries=row.tries, error=type(error).__name__)


def tidy(now=None):
    """Forget the addresses of confirmations that ended a month ago (personal data); returns how many."""
    ended = Confirmation.objects.filter(expires_at__lt=(now or timezone.now()) - timedelta(days=30)).exclude(address="")
    return ended.update(address="")
