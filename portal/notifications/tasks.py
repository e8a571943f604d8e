"""Doorbell of the outbox: rung after a commit and by beat every minute."""

from celery import shared_task

from .delivery import deliver_due


@shared_task(name="notifications.sweep")
def sweep():
    """Deliver what is due."""
    return deliver_due()
