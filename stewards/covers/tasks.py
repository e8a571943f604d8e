"""Doorbells: what beat rings; the work stands in ``workflow``."""

from celery import shared_task

from . import workflow


@shared_task(name="covers.settle")
def settle():
    """Begin the covers of today, and follow enterprises that moved."""
    return workflow.settle_all()
