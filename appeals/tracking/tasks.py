"""Doorbells: rung after a commit and by beat."""

from celery import shared_task

from . import delivery
from .models import FollowCode


@shared_task(name="tracking.deliver")
def deliver():
    """Send codes that are due."""
    return delivery.deliver_due()


@shared_task(name="tracking.tidy")
def tidy():
    """Forget codes of yesterday, and with them to whom they went."""
    return FollowCode.objects.old().delete()[0]
