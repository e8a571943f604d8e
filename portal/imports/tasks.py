"""Doorbells of the staged imports; the work and its record are in PostgreSQL."""

from celery import shared_task

from .worker import work_all
from .workflow import purge as remove_what_is_over

#: Seconds an import may take before its worker is ended; at city size it takes one minute.
LIMIT = 1800


@shared_task(name="imports.work", time_limit=LIMIT + 60, soft_time_limit=LIMIT)
def work():
    """Read, compare and apply what waits."""
    return work_all()


@shared_task(name="imports.purge")
def purge():
    """Remove files and rows that are no longer needed."""
    remove_what_is_over()
