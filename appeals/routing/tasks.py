"""Doorbells: what beat rings."""

from celery import shared_task


@shared_task(name="routing.learn_from_past")
def learn_from_past():
    """Learn anew from past dispatches; only who learns pays for the hundred megabytes of scikit-learn."""
    from . import lessons  # noqa: PLC0415

    return lessons.learn_from_past()
