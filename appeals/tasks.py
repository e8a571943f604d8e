"""Doorbells: what beat rings; the work stands in ``workflow.periodic``."""

from celery import shared_task

from . import workflow


@shared_task(name="appeals.remind")
def remind():
    """Reminders of promises due soon and overdue, in working hours."""
    return workflow.remind()


@shared_task(name="appeals.close_silent")
def close_silent():
    """Close replied appeals that nobody rated in time, as “not rated”."""
    return workflow.close_silent()


@shared_task(name="appeals.take_over_late_reviews")
def take_over_late_reviews():
    """Give late reviews to the desk."""
    return workflow.take_over_late_reviews()


@shared_task(name="appeals.go_on_unanswered")
def go_on_unanswered():
    """Let clocks run again whose question the enterprise did not answer in time."""
    return workflow.go_on_unanswered()
