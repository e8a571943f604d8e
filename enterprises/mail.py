"""Mail to applicants, who have no account and so no inbox: claim, send, record, as :mod:`portal.notifications` does it.

At least once, under a Message-ID that stays the same; a claim is a lease, so that a worker that dies costs at most
one repetition. What the letter says is fixed text and the reason that an official wrote: nothing that an applicant
typed goes to an address that nobody has confirmed.
"""

from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from portal.notifications.enums import MailState

from .access import link_of
from .models import Letter

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
#: Waiting time after each failed attempt; after the last one the letter is given up.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]
#: Letters claimed at once.
BATCH = 50


def write_applicants(now=None):
    """Send what is due; returns ``(sent, failed)``. Safe to run twice at once."""
    now, sent, failed = now or timezone.now(), 0, 0
    for letter in claim(now):
        if _send(letter):
            sent += 1
        else:
            failed += 1
    return sent, failed


@transaction.atomic
def claim(now):
    """Lease what is due, rows of other workers aside; one whose worker died has used an attempt."""
    due = Letter.objects.due(now).select_for_update(of=("self",), skip_locked=True)
    letters = list(due.select_related("registration__contact__user").order_by("pk")[:BATCH])
    for letter in letters:
        letter.attempts += letter.mail_state == MailState.SENDING
        letter.mail_state, letter.leased_until = MailState.SENDING, now + LEASE
        if letter.attempts > len(BACK_OFF):
            letter.mail_state, letter.leased_until = MailState.FAILED, None
    Letter.objects.bulk_update(letters, ["attempts", "mail_state", "leased_until"])
    return [letter for letter in letters if letter.mail_state == MailState.SENDING]


def _send(letter):
    """Send one letter and record it; whatever goes wrong with it is its own failure."""
    try:
        compose(letter).send()
    except Exception as error:  # an address that is none, a server that hangs up
        _record_failure(letter, error)
        return False
    Letter.objects.filter(pk=letter.pk, mail_state=MailState.SENDING).update(
        mail_state=MailState.SENT, sent_at=timezone.now(), leased_until=None, last_error=""
    )
    return True


def compose(letter):
    """The mail in the applicant's language, with the link to the page of the registration."""
    registration = letter.registration
    with translation.override(registration.language):
        context = {
            "letter": letter, "registration": registration, "link": f"{settings.SITE_URL}{link_of(registration)}",
            "has_account": bool(registration.contact and registration.contact.user.activated_at),
        }  # fmt: skip
        subject = render_to_string("enterprises/email/letter_subject.txt", context)
        body = render_to_string("enterprises/email/letter.txt", context)
    host = urlsplit(settings.SITE_URL).hostname
    headers = {"Message-ID": f"<letter-{letter.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(" ".join(subject.split()), body, to=[registration.email], headers=headers)


def _record_failure(letter, error):
    letter.attempts += 1
    letter.leased_until, letter.last_error = None, str(error)[:300]
    letter.mail_state = MailState.FAILED
    if letter.attempts <= len(BACK_OFF):
        letter.mail_state = MailState.PENDING
        letter.next_try_at = timezone.now() + BACK_OFF[letter.attempts - 1]
    letter.save(update_fields=["attempts", "leased_until", "last_error", "mail_state", "next_try_at"])
    log.warning("letters.mail_failed", letter=letter.pk, attempts=letter.attempts, error=type(error).__name__)
