"""Doorbells: letters to applicants, and files that nobody sent."""

from celery import shared_task

from . import workflow
from .mail import write_applicants


@shared_task(name="enterprises.write_applicants")
def write_applicants_now():
    """Send the letters that are due."""
    return write_applicants()


@shared_task(name="enterprises.tidy")
def tidy():
    """Drop licences that nobody sent, and personal data of registrations decided long ago."""
    return workflow.tidy()
