"""Doorbells: what beat rings; the work stands in ``workflow``."""

from celery import shared_task

from . import workflow


@shared_task(name="stewards.round_positions")
def round_positions():
    """Round the positions of check-ins older than 180 days."""
    return workflow.round_positions()
