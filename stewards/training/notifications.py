"""Who is told when a session changes. Called by ``workflow`` alone."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.common.templatetags.words import moment_short
from portal.notifications.enums import Event
from portal.notifications.outbox import notify


def _tell(row, mark, title, text):
    key = f"{Event.TRAINING_CHANGED}:{row.pk}:{mark}"
    notify(row.person, Event.TRAINING_CHANGED, title, text, row.session.get_absolute_url(), key=key)


def _when(session):
    return format_lazy("{} · {}", moment_short(session.begins_at), session.venue or session.link)


def moved_up(row):
    """A place became free: the next one of the waiting list has it."""
    title = format_lazy(_("You have a place: {course}"), course=row.session.course.title)
    _tell(row, "up", title, _when(row.session))


def changed(row):
    """The session is at another time or place."""
    title = format_lazy(_("Session changed: {course}"), course=row.session.course.title)
    _tell(row, f"changed:{row.session.edition}", title, _when(row.session))


def cancelled(row):
    """The session does not take place."""
    title = format_lazy(_("Session cancelled: {course}"), course=row.session.course.title)
    _tell(row, "cancelled", title, row.session.reason)
