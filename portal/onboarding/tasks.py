"""Doorbells of the onboarding outbox: rung after a commit and by beat every minute."""

from celery import shared_task

from portal.notifications.outbox import wake

from . import delivery, limits, sessions
from .enums import Channel


@shared_task(name="onboarding.send_mail")
def send_mail():
    """Send e-mails that are due; ring again when time ran out before the rows did."""
    if delivery.deliver_due(Channel.MAIL)[2]:
        wake("onboarding.send_mail")


@shared_task(name="onboarding.send_sms")
def send_sms():
    """Send text messages that are due; a provider that hangs holds up no e-mail."""
    if delivery.deliver_due(Channel.SMS)[2]:
        wake("onboarding.send_sms")


@shared_task(name="onboarding.tidy")
def tidy():
    """Drop old tries, addresses of old confirmations, and sessions that have ended."""
    limits.tidy()
    delivery.tidy()
    sessions.tidy()
