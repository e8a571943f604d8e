"""What people did: read, attended, answered; and the certificate that follows from it by itself."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.workflow import Refused

from .. import codes, permissions
from ..conditions import code_counts, missing_before_test
from ..enums import Presence
from ..models import Attempt, Attendance, Certificate, Course, Reading, Session

#: Names the lock under which certificates get their numbers.
_NUMBERING = 6_112_026


def _begin(course, by):
    course = Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
    if not permissions.can_learn(by):
        raise Refused(_("Those who serve enterprises take courses."), code="not_serving")
    if not course.is_running:
        raise Refused(_("This course is not open."), code="closed")
    return course


@transaction.atomic
def read(course, *, by):
    """Say that one has read or watched a course that is taken alone; repeated is one."""
    course = _begin(course, by)
    if not course.is_self_paced:
        raise Refused(_("This course is attended in a session."), code="attended")
    row, _new = Reading.objects.get_or_create(course=course, person=by)
    _finish(course, by)
    return row


@transaction.atomic
def attend(session, *, by, token):
    """Confirm that one is there by the code on the wall: its own, fresh, on the day, by somebody with a place."""
    session = Session.objects.select_for_update(of=("self",), no_key=True).select_related("course").get(pk=session.pk)
    if known := Attendance.objects.filter(session=session, person=by).first():
        return known
    check_presence(session, by=by, token=token)
    return _was_there(session, by, Presence.CODE, by)


def check_presence(session, *, by, token):
    """Raise :class:`Refused` when the code of the session does not count now, or not for this person."""
    found = codes.read(token)
    if found is None or found[0] != session.pk:
        raise Refused(_("This is no code of this session."), code="forged")
    if not code_counts(session):
        raise Refused(_("The code counts on the day of the session, from an hour before it begins."), code="wrong_day")
    if not found[1]:
        raise Refused(_("This code has expired. Scan the one that is shown now."), code="expired")
    row = session.enrolments.standing().filter(person=by).first()
    if row is None:
        raise Refused(_("You are not enrolled in this session. Ask who runs it."), code="not_enrolled")
    if row.place is None:
        raise Refused(_("You are on the waiting list. Ask who runs the session."), code="waiting")


@transaction.atomic
def tick(session, person, *, by):
    """Enter that somebody was there who could not use the code; marked as entered by the organiser."""
    session = Session.objects.select_for_update(of=("self",), no_key=True).select_related("course").get(pk=session.pk)
    if not permissions.can_organise(by, session):
        raise Refused(_("This session is organised by others."), code="foreign")
    if session.cancelled_at or not session.has_begun:
        raise Refused(_("Attendance is entered once the session has begun."), code="not_begun")
    if known := Attendance.objects.filter(session=session, person=person).first():
        return known
    if not session.enrolments.standing().filter(person=person).exists():
        raise Refused(_("This person is not enrolled in this session."), code="not_enrolled")
    return _was_there(session, person, Presence.TICK, by)


def _was_there(session, person, how, by):
    row, _new = Attendance.objects.get_or_create(
        session=session, person=person, defaults={"how": how, "entered_by": by}
    )
    _finish(session.course, person)
    return row


@transaction.atomic
def answer(course, *, by, answers):
    """Answer the test with the index of one option for each question; returns the :class:`Attempt`."""
    course = _begin(course, by)
    if not course.questions or len(answers) != len(course.questions):
        raise Refused(_("The questions have changed. Answer them once more."), code="changed")
    if missing_before_test(course, **_state(course, by)):
        raise Refused(missing_sentence(course), code="too_early")
    if Attempt.objects.filter(course=course, person=by, passed=True).exists():
        raise Refused(_("You have passed this test."), code="passed")
    kept = [
        {"text": one["text"], "answer": one["options"][chosen], "is_right": chosen == one["right"]}
        for one, chosen in zip(course.questions, answers, strict=True)
    ]
    score = 100 * sum(one["is_right"] for one in kept) // len(kept)
    passed = score >= course.pass_mark
    row = Attempt.objects.create(course=course, person=by, answers=kept, score=score, passed=passed)
    _finish(course, by)
    return row


def missing_sentence(course):
    """Say what comes before the test."""
    if course.is_self_paced:
        return _("Read or watch the course first, and confirm it.")
    return _("The test opens once you have attended a session.")


def _state(course, person):
    return {
        "is_read": Reading.objects.filter(course=course, person=person).exists(),
        "is_attended": Attendance.objects.filter(session__course=course, person=person).exists(),
    }


def _finish(course, person):
    """Issue the certificate when everything that the course asks for is done; one for each person and course."""
    if missing_before_test(course, **_state(course, person)):
        return None
    best = Attempt.objects.filter(course=course, person=person, passed=True).order_by("-score").first()
    if course.questions and best is None:
        return None
    if known := Certificate.objects.filter(course=course, person=person).first():
        return known
    with connection.cursor() as cursor:  # numbers are given one after the other, without a gap
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    number = _next_number(timezone.localdate().year)
    return Certificate.objects.get_or_create(
        course=course, person=person, defaults={"number": number, "score": best.score if best else None}
    )[0]


def _next_number(year):
    begin = f"TC-{year}-"
    last = Certificate.objects.filter(number__startswith=begin).order_by("-number").values_list("number", flat=True)
    return f"{begin}{int(last[0].rpartition('-')[2]) + 1 if last else 1:06d}"
