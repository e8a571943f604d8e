"""The messages of the demo, readable on a page: its people are invented and have neither mailbox nor telephone."""

from datetime import timedelta

from django.utils import timezone

from . import codes, wording
from .enums import NOTICES, Channel
from .models import Confirmation

#: How many messages the page shows, the newest first.
SHOWN = 30


def messages():
    """Return the newest messages to people of the demo as ``(confirmation, title, text, link, code)``."""
    since = timezone.now() - timedelta(days=1)
    rows = Confirmation.objects.filter(person__is_demo=True, created_at__gt=since).exclude(channel=Channel.LETTER)
    return [_shown(row) for row in rows.select_related("person").order_by("-created_at", "-pk")[:SHOWN]]


def _shown(row):
    if row.channel == Channel.SMS:
        return row, "", wording.sms(row), "", codes.code(row)
    subject, body = wording.mail(row)
    return row, subject, body, "" if row.purpose in NOTICES else wording.link(row), ""
