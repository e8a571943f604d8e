"""Doorbells: what beat rings."""

from celery import shared_task

from . import lessons


@shared_task(name="routing.learn_from_past")
def learn_from_past():
    """Learn anew from past dispatches."""
    return lessons.learn_from_past()
