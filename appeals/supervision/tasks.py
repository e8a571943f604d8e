"""Doorbells: what beat rings; the work stands in ``workflow.periodic``."""

from celery import shared_task

from . import workflow


@shared_task(name="supervision.sweep")
def sweep():
    """Raise orders, let unanswered ones climb, tell each person once; nothing in quiet hours."""
    return workflow.sweep()
