"""Doorbells: what beat rings; the work stands in ``workflow``."""

from celery import shared_task

from . import workflow


@shared_task(name="stewards.round_positions")
def round_positions():
    """Round the positions of check-ins older than 180 days."""
    return workflow.round_positions()


@shared_task(name="stewards.tell_of_late_contacts")
def tell_of_late_contacts():
    """Tell those who lead of first contacts that nobody made within 3 working days."""
    return workflow.tell_of_late_contacts()
