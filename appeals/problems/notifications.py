"""Who is told of what a higher level was asked and answered. Called by ``workflow`` alone."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from enterprises import access
from enterprises.enums import AccessReason
from portal.notifications.enums import Event
from portal.notifications.outbox import notify


def passed_up(row):
    """The enterprise and its steward learn that an answer of a higher level is awaited."""
    title = format_lazy(_("Passed up to {body}: {title}"), body=row.body, title=row.appeal.title)
    _tell(row, title, row.asked, "passed")


def answered_above(row):
    """They read what came back."""
    title = format_lazy(_("{body} answered: {title}"), body=row.body, title=row.appeal.title)
    _tell(row, title, row.answer, "answered")


def _tell(row, title, text, mark):
    reasons = (AccessReason.CONTACT, AccessReason.STEWARD, AccessReason.DEPUTY)
    for person in access.people_with(row.appeal.enterprise, *reasons):
        key = f"{Event.APPEAL_MESSAGE}:passed-{row.pk}:{mark}:{person.pk}"
        notify(person, Event.APPEAL_MESSAGE, title, text, row.appeal.get_absolute_url(), key=key)
