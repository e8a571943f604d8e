"""Doorbells: what beat rings; the work stands in ``workflow``."""

from celery import shared_task

from . import workflow


@shared_task(name="changes.apply_due")
def apply_due():
    """Apply approved proposals whose day has come."""
    return workflow.apply_due()
