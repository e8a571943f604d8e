"""Doorbells: what beat rings."""

from celery import shared_task

from . import workflow


@shared_task(name="consultations.remind")
def remind():
    """Remind units of consultations that begin soon."""
    return workflow.remind()
