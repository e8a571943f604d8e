"""Who is told of a consultation. Called by ``workflow`` alone."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appeals.enums import HandlingState
from appeals.notifications import responsible
from portal.common.templatetags.words import moment_short
from portal.notifications.enums import Event
from portal.notifications.outbox import notify


def _people(row):
    """Of each unit that is invited and still works on the case: its owner, or all who handle."""
    units = {seat.unit_id for seat in row.seats.all()}
    parts = row.appeal.handlings.exclude(state=HandlingState.RETURNED).filter(unit__in=units)
    found = [person for part in parts.select_related("unit", "owner") for person in responsible(part)]
    return {person.pk: person for person in found}.values()


def _tell(row, title, text, mark, *, besides=None):
    for person in _people(row):
        if person != besides:
            key = f"{Event.CONSULTATION}:{row.pk}:{mark}:{person.pk}"
            notify(person, Event.CONSULTATION, title, text, row.get_absolute_url(), key=key)


def _when(row):
    return format_lazy("{} · {}\n{}", moment_short(row.starts_at), row.place, row.purpose)


def called(row, by):
    title = format_lazy(_("Consultation: {title}"), title=row.appeal.title)
    _tell(row, title, _when(row), "called", besides=by)


def changed(row, by):
    title = format_lazy(_("Consultation changed: {title}"), title=row.appeal.title)
    _tell(row, title, _when(row), f"changed:{row.edition}", besides=by)


def cancelled(row, by):
    title = format_lazy(_("Consultation called off: {title}"), title=row.appeal.title)
    _tell(row, title, row.reason, "cancelled", besides=by)


def held(row, by):
    title = format_lazy(_("Minutes of the consultation: {title}"), title=row.appeal.title)
    _tell(row, title, row.minutes, "held", besides=by)


def soon(row, mark):
    title = format_lazy(_("Consultation soon: {title}"), title=row.appeal.title)
    _tell(row, title, _when(row), f"soon:{mark}:{row.edition}")
