"""Sessions and the places in them: the lowest free number, then the waiting list, which moves up by itself."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.constraints import speaking
from portal.common.workflow import Refused

from .. import notifications, permissions
from ..conditions import may_change, may_enrol
from ..models import Attendance, Enrolment, Session

#: What the organiser writes of a session.
WORDS = ("begins_at", "ends_at", "venue", "link", "places", "leader")


def _fetch(session):
    return Session.objects.select_for_update(of=("self",), no_key=True).select_related("course").get(pk=session.pk)


def _organised(session, by):
    session = _fetch(session)
    if not permissions.can_organise(by, session):
        raise Refused(_("This session is organised by others."), code="foreign")
    return session


@transaction.atomic
def open_session(course, *, by, **words):
    """Add a date to a published course; returns the :class:`Session`."""
    if not permissions.can_edit(by, course):
        raise Refused(_("This course is published by others."), code="foreign")
    if course.is_self_paced or not course.is_running:
        raise Refused(_("Sessions belong to a published lecture or study visit."), code="no_sessions")
    _refuse_past(words["begins_at"])
    session = Session(course=course, created_by=by, **words)
    with speaking():
        session.save(force_insert=True)
    return session


def _refuse_past(begins_at):
    if begins_at <= timezone.now():
        raise Refused(_("A session begins in the future."), code="past")


@transaction.atomic
def change_session(session, *, by, **words):
    """Change time, place or places; who is enrolled is told, and more places take the waiting list in."""
    session = _organised(session, by)
    if not may_change(session):
        raise Refused(_("This session has begun or was cancelled."), code="begun")
    _refuse_past(words["begins_at"])
    before = (session.begins_at, session.ends_at, session.venue, session.link)
    taken = session.enrolments.standing().exclude(place=None).count()
    if words["places"] < taken:
        raise Refused(_("%(count)d places are taken already.") % {"count": taken}, code="taken")
    for name in WORDS:
        setattr(session, name, words[name])
    session.changed_at, session.edition = timezone.now(), session.edition + 1
    with speaking():
        session.save()
    _renumber(session)
    if before != (session.begins_at, session.ends_at, session.venue, session.link):
        for row in session.enrolments.standing().select_related("person", "session__course"):
            notifications.changed(row)
    _move_up(session)
    return session


def _renumber(session):
    """Give places whose number lies beyond the last one a free number below it."""
    beyond = session.enrolments.standing().filter(place__gt=session.places)
    for row, place in zip(beyond.order_by("place"), _free(session), strict=False):
        row.place = place
        row.save(update_fields=["place"])


def _free(session):
    """The free numbers of the session, the lowest first."""
    taken = set(session.enrolments.standing().exclude(place=None).values_list("place", flat=True))
    return [place for place in range(1, session.places + 1) if place not in taken]


def _move_up(session):
    """Give every free place to the next one who waits, and say so."""
    waiting = session.enrolments.waiting().select_related("person", "session__course")
    for row, place in zip(waiting, _free(session), strict=False):
        row.place = place
        with speaking():
            row.save(update_fields=["place"])
        notifications.moved_up(row)


@transaction.atomic
def call_off(session, *, by, reason):
    """Cancel a session with a reason; everybody enrolled or waiting is told."""
    session = _organised(session, by)
    if not may_change(session):
        raise Refused(_("This session has begun or was cancelled."), code="begun")
    session.cancelled_at = session.changed_at = timezone.now()
    session.cancelled_by, session.reason, session.edition = by, reason, session.edition + 1
    with speaking():
        session.save()
    for row in session.enrolments.standing().select_related("person", "session__course"):
        notifications.cancelled(row)
    return session


@transaction.atomic
def enrol(session, *, by):
    """Give the person the lowest free place, or a place on the waiting list; the :class:`Enrolment`.

    The session's row is locked, so that two who want the last place queue; the constraint holds it all the same.
    """
    session = _fetch(session)
    if not permissions.can_learn(by):
        raise Refused(_("Those who serve enterprises enrol."), code="not_serving")
    if known := session.enrolments.standing().filter(person=by).first():
        return known
    if not may_enrol(session):
        raise Refused(_("Nobody can enrol in this session any more."), code="over")
    free = _free(session)
    with speaking():
        return Enrolment.objects.create(session=session, person=by, place=free[0] if free else None)


@transaction.atomic
def leave(session, *, by):
    """Give one's place back, until the session begins; the next one who waits gets it and is told."""
    session = _fetch(session)
    row = session.enrolments.standing().filter(person=by).first()
    if row is None:
        raise Refused(_("You are not enrolled in this session."), code="not_enrolled")
    if session.has_begun or Attendance.objects.filter(session=session, person=by).exists():
        raise Refused(_("The session has begun."), code="begun")
    row.cancelled_at = timezone.now()
    row.save(update_fields=["cancelled_at"])
    if may_enrol(session):
        _move_up(session)
    return row
