"""Codes on their way: one row at a time under its lock, at least once, given up when the code is too old."""

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.common.templatetags.words import clock_time
from portal.onboarding import sms
from portal.onboarding.enums import Channel, Delivery

from .codes import code
from .models import FollowCode

log = structlog.get_logger(__name__)


def deliver_due():
    """Send what is due; returns ``(sent, failed)``. What failed is tried again at the next ring, while it is good."""
    FollowCode.objects.filter(delivery=Delivery.PENDING, expires_at__lte=timezone.now()).update(
        delivery=Delivery.FAILED
    )
    sent, tried = 0, []
    while (row := _deliver_one(tried)) is not None:
        tried.append(row.pk)
        sent += row.delivery == Delivery.SENT
    return sent, len(tried) - sent


@transaction.atomic
def _deliver_one(tried):
    rows = FollowCode.objects.due().exclude(pk__in=tried).select_for_update(of=("self",), skip_locked=True)
    row = rows.select_related("appeal").order_by("pk").first()
    if row is None:
        return None
    try:
        _send(row)
    except (OSError, SMTPException, sms.SmsFailed) as error:
        row.last_error = f"{type(error).__name__}: {error}"[:300]
        log.warning("tracking.not_sent", row=row.pk, channel=row.channel, error=type(error).__name__)
        if isinstance(error, sms.SmsRefused):
            row.delivery = Delivery.FAILED
    else:
        row.delivery, row.sent_at, row.last_error = Delivery.SENT, timezone.now(), ""
    row.save(update_fields=["delivery", "sent_at", "last_error"])
    return row


def _send(row):
    with translation.override(row.language or settings.LANGUAGE_CODE):
        words = sentence(row)
        if row.channel == Channel.SMS:
            sms.gateway().send(sms.Message(f"follow-{row.pk}", row.address, f"{settings.SMS_SIGNATURE}{words}"))
            return
        text = f"{words}\n\n{settings.SITE_URL}{reverse('tracking:code')}\n"
        subject = _("Code for appeal %(number)s") % {"number": row.appeal.number}
        EmailMessage(subject, text, to=[row.address], headers={"Auto-Submitted": "auto-generated"}).send()


def sentence(row):
    """What the message says, in the language in force."""
    return _("%(code)s shows you appeal %(number)s once, until %(time)s. Tell it to nobody.") % {
        "code": code(row), "number": row.appeal.number, "time": clock_time(row.expires_at)
    }  # fmt: skip
