"""Who is told that there is something to read. Called by ``workflow`` alone.

A message says that something arrived and nothing else: no number, no enterprise, no name. The administration does not
list these messages.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.notifications.enums import Event
from portal.notifications.outbox import notify


def received(report, readers):
    """Those who may read learn that a report arrived."""
    for person in readers:
        key = f"{Event.INTEGRITY}:{report.pk}:received:{person.pk}"
        title, text = _("An integrity report arrived"), _("Open it in the portal. Every reading is logged.")
        notify(person, Event.INTEGRITY, title, text, reverse("integrity:list"), key=key)


def decided(report):
    """The reporter learns that there is an answer, in words that tell a stranger nothing."""
    key = f"{Event.INTEGRITY}:{report.pk}:decided:{report.reporter_id}"
    title = _("There is an answer for you in the portal")
    notify(report.reporter, Event.INTEGRITY, title, "", reverse("integrity:list"), key=key)
