"""Delivery by mail: claim, send, record. At least once, under a stable Message-ID; every message ends sent or given up.

A claim is a lease: when the worker dies between sending and committing, the lease runs out and the message goes once
more under the same Message-ID. What waited out the quiet hours goes to one person as one digest.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from smtplib import SMTPException
from time import monotonic
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from portal.common import workdays

from .enums import MailState
from .models import Notification
from .outbox import can_be_mailed, polite_moment
from .subjects import SUBJECT_OF, SUBJECTS

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
#: Waiting time after each failed attempt; after the last one the message is given up.
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]
#: Messages claimed at once.
BATCH = 100
#: Seconds after which a sweep begins no further letter: well within the task's time limit and the lease.
SWEEP = 80


@dataclass(frozen=True)
class Letter:
    """One mail: to one person, with one message or a digest of several."""

    recipient: object
    rows: list
    message_id: str


def deliver_due(now=None, limit=BATCH):
    """Send what is due; returns ``(sent, failed)`` counts of messages. Safe to run twice at once."""
    now, deadline = now or timezone.now(), monotonic() + SWEEP
    sent = failed = 0
    post = get_connection()
    while letters := claim(now, limit):
        for number, letter in enumerate(letters):
            if monotonic() > deadline:
                _give_back(letters[number:])
                return sent, failed
            if _send(letter, post):
                sent += len(letter.rows)
            else:
                failed += len(letter.rows)
    _hang_up(post)
    return sent, failed


@transaction.atomic
def claim(now, limit):
    """Lease what is due, locked rows of other workers aside, and form the letters; at night the urgent ones only."""
    due = Q(mail_state=MailState.PENDING, next_try_at__lte=now)
    orphaned = Q(mail_state=MailState.SENDING, leased_until__lte=now)
    urgent = Q(is_urgent=True) if workdays.is_quiet(now) else Q()
    waiting = (
        Notification.objects.filter(due | orphaned, urgent)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("recipient")
        .order_by("recipient_id", "pk")
    )
    rows = list(waiting[:limit])
    if len(rows) == limit:  # the last person's digest is not torn by the edge of the batch
        rows += waiting.filter(recipient_id=rows[-1].recipient_id, pk__gt=rows[-1].pk)
    going = [row for row in rows if _can_go(row)]
    letters = [letter for _pk, group in groupby(going, _person) for letter in _letters(list(group))]
    for letter in letters:
        for row in letter.rows:
            row.mail_state, row.leased_until, row.message_id = MailState.SENDING, now + LEASE, letter.message_id
    Notification.objects.bulk_update(rows, ["mail_state", "leased_until", "message_id", "attempts", "last_error"])
    return letters


def _can_go(row):
    """Whether the row goes into a letter; one whose worker died has used an attempt, and the last one gives it up."""
    if not can_be_mailed(row.recipient) or (row.seen_at and row.mail_state == MailState.PENDING):
        row.mail_state, row.leased_until = MailState.NONE, None  # gone, or read in the inbox meanwhile
        return False
    if row.mail_state == MailState.SENDING:
        row.attempts += 1
        if row.attempts > len(BACK_OFF):
            row.mail_state, row.leased_until = MailState.FAILED, None
            row.last_error = "The worker died while sending."
            return False
    return True


def _give_back(letters):
    """Let go of what this sweep has no time for; it keeps its Message-ID and waits for the next sweep."""
    keys = [row.pk for letter in letters for row in letter.rows]
    Notification.objects.filter(pk__in=keys, mail_state=MailState.SENDING).update(
        mail_state=MailState.PENDING, leased_until=None
    )


def _person(row):
    return row.recipient_id


def _letters(rows):
    """Form the letters of one person: what was held over the quiet hours goes together, the rest one by one."""
    held = [row for row in rows if not row.message_id and not row.is_urgent and row.next_try_at > row.created_at]
    digest = held if len(held) > 1 else []
    letters = [Letter(digest[0].recipient, digest, _new_id(digest[0], "digest"))] if digest else []
    again = {}
    for row in rows:
        if row in digest:
            continue
        again.setdefault(row.message_id or _new_id(row, "message"), []).append(row)
    return letters + [Letter(group[0].recipient, group, message_id) for message_id, group in again.items()]


def _new_id(row, kind):
    return f"<{kind}-{row.pk}@{urlsplit(settings.SITE_URL).hostname}>"


def _send(letter, post):
    """Send one letter and record it; a failure is recorded with the time of the next try.

    Whatever goes wrong with one letter (an address that is none, a server that hangs up) is that letter's failure.
    """
    try:
        post.open()  # one connection for the whole sweep
        _compose(letter, post).send()
    except Exception as error:  # a letter that cannot be sent ends as given up and stops no other
        _hang_up(post)
        _record_failure(letter, error)
        return False
    Notification.objects.filter(pk__in=[row.pk for row in letter.rows], mail_state=MailState.SENDING).update(
        mail_state=MailState.SENT, sent_at=timezone.now(), leased_until=None, last_error=""
    )
    return True


def _hang_up(post):
    with suppress(OSError, SMTPException):
        post.close()


def _compose(letter, post):
    with translation.override(letter.recipient.language or settings.LANGUAGE_CODE):
        subjects = [
            (subject.label, [row for row in letter.rows if SUBJECT_OF[row.event] is subject]) for subject in SUBJECTS
        ]
        context = {
            "recipient": letter.recipient, "rows": letter.rows, "base_url": settings.SITE_URL,
            "subjects": [(label, rows) for label, rows in subjects if rows],
            "preferences": reverse("notifications:preferences"),
        }  # fmt: skip
        subject = render_to_string("notifications/email/subject.txt", context).strip()
        body = render_to_string("notifications/email/body.txt", context)
    return EmailMessage(
        " ".join(subject.split()),
        body,
        to=[letter.recipient.email],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
        connection=post,
    )


def _record_failure(letter, error):
    now = timezone.now()
    for row in letter.rows:
        row.attempts += 1
        row.leased_until, row.last_error = None, str(error)[:300]
        row.mail_state = MailState.FAILED
        if row.attempts <= len(BACK_OFF):
            again = polite_moment(now + BACK_OFF[row.attempts - 1], urgent=row.is_urgent)
            row.mail_state, row.next_try_at = MailState.PENDING, again
    Notification.objects.bulk_update(
        letter.rows, ["attempts", "leased_until", "last_error", "mail_state", "next_try_at"]
    )
    log.warning("outbox.mail_failed", rows=len(letter.rows), attempts=letter.rows[0].attempts, error=str(error)[:200])
