"""Which events there are for whom, grouped by subject, and which of them always come by mail at once."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role

from .enums import Event


@dataclass(frozen=True)
class Line:
    """One event in the list of preferences: the roles that hear of it, and for which it stays, with the rule."""

    event: Event
    roles: frozenset
    stays_for: frozenset = frozenset()
    because: str = ""


@dataclass(frozen=True)
class Subject:
    """Events that belong together."""

    name: str
    label: str
    lines: tuple


def _line(event, *roles, stays_for=(), because=""):
    return Line(event, frozenset(roles), frozenset(stays_for), because)


_CASE = (Role.CONTACT, Role.STEWARD)
_UNITS = (Role.HANDLER, Role.DISPATCHER, Role.STEWARD)
_RESULT = _("The enterprise must learn of the result and its reasons (business environment regulation, art. 49).")
_LATE = _("Nobody may overlook a promise that is broken.")
_CHANGE = _("Enterprise and steward learn of a change at once (guideline, art. 10).")
_URGENT = _(
    "Whoever leads a district hears at once when somebody moves out or something is at risk (guideline, art. 5)."
)
_INTEGRITY = _("A report of misconduct must not wait (guideline, art. 11).")

SUBJECTS = (
    Subject("appeals", _("Appeals"), (
        _line(Event.APPEAL_SUBMITTED, Role.STEWARD, Role.DISPATCHER),
        _line(Event.APPEAL_ACCEPTED, Role.CONTACT),
        _line(Event.APPEAL_RETURNED, *_CASE, stays_for=[Role.CONTACT], because=_RESULT),
        _line(Event.APPEAL_DECLINED, *_CASE, stays_for=[Role.CONTACT], because=_RESULT),
        _line(Event.APPEAL_DISPATCHED, *_CASE, Role.HANDLER, Role.DISPATCHER),
        _line(Event.HANDLING_RETURNED, Role.DISPATCHER, Role.HANDLER),
        _line(Event.APPEAL_QUESTION, Role.CONTACT, stays_for=[Role.CONTACT], because=_RESULT),
        _line(Event.APPEAL_MESSAGE, *_CASE, Role.HANDLER, Role.DISPATCHER),
        _line(Event.APPEAL_WITHDRAWN, Role.STEWARD, Role.HANDLER),
    )),
    Subject("results", _("Results and ratings"), (
        _line(Event.APPEAL_REPLIED, *_CASE, stays_for=[Role.CONTACT], because=_RESULT),
        _line(Event.APPEAL_CLOSED, Role.CONTACT),
        _line(Event.APPEAL_RATED, *_UNITS),
        _line(Event.APPEAL_REOPENED, *_UNITS),
    )),
    Subject("promises", _("Promises and time limits"), (
        _line(Event.PROMISE_SOON, *_UNITS),
        _line(Event.CONSULTATION, Role.HANDLER),
        _line(Event.EXTENSION, *_CASE, Role.HANDLER, Role.DISPATCHER),
        _line(Event.PROMISE_BROKEN, *_UNITS, Role.GENERAL, Role.DISTRICT, stays_for=Role.values, because=_LATE),
        _line(
            Event.SUPERVISION, Role.HANDLER, Role.DISPATCHER, Role.DISTRICT, Role.CITY,
            stays_for=[Role.HANDLER], because=_LATE,
        ),
    )),
    Subject("people", _("Enterprises and people"), (
        _line(Event.ASSIGNMENT_CHANGED, *_CASE, Role.GENERAL, Role.DISTRICT, stays_for=_CASE, because=_CHANGE),
        _line(Event.RESEARCH_VISIT, *_CASE, Role.LIAISON, Role.GENERAL, Role.DISTRICT, Role.CITY, Role.LEADER),
        _line(Event.CONTACT_CHANGED, *_CASE, Role.GENERAL),
        _line(Event.REGISTRATION_SUBMITTED, Role.GENERAL, Role.DISTRICT, Role.STEWARD),
        _line(Event.TRAINING_CHANGED, Role.STEWARD, Role.LIAISON, Role.GENERAL),
    )),
    Subject("reports", _("Reports"), (
        _line(Event.REPORT_URGENT, Role.DISTRICT, stays_for=[Role.DISTRICT], because=_URGENT),
        _line(Event.REPORT_PASSED_ON, Role.HANDLER, Role.GENERAL),
        _line(Event.INTEGRITY, Role.DISTRICT, Role.CONTACT, stays_for=Role.values, because=_INTEGRITY),
    )),
    Subject("imports", _("Imports"), (_line(Event.IMPORT_MOVED, Role.ADMIN),)),
)  # fmt: skip
LINES = {line.event: line for subject in SUBJECTS for line in subject.lines}
SUBJECT_OF = {line.event: subject for subject in SUBJECTS for line in subject.lines}


def roles_of(user):
    """The roles that the person holds today."""
    return {grant.role for grant in user.grants}


def stays(user, event):
    """Why mail about ``event`` comes at once whatever this person chose; an empty sentence when it does not."""
    line = LINES[event]
    return line.because if line.stays_for & roles_of(user) else ""


def lines_for(user):
    """The subjects with the events that this person hears of: ``[(subject, [line])]``."""
    roles = roles_of(user)
    found = [(subject, [line for line in subject.lines if line.roles & roles]) for subject in SUBJECTS]
    return [(subject, lines) for subject, lines in found if lines]
