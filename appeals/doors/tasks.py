"""Doorbells of the doors: rung after a commit and by beat."""

from celery import shared_task
from django.utils import timezone

from . import delivery, mailbox, workflow


@shared_task(name="doors.deliver")
def deliver():
    """Send callbacks that are due."""
    return delivery.deliver_due()


@shared_task(name="doors.read_mailbox")
def read_mailbox():
    """Take in what is new in the department mailbox."""
    return mailbox.read_mailbox()


@shared_task(name="doors.tidy")
def tidy():
    """Forget numbers used once, old answers, and old mails as they came."""
    return workflow.tidy() + workflow.forget_mails(timezone.now())
