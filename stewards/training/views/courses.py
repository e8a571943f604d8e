"""Courses: what is due, open and done; reading, the test, and the certificate."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.permissions import units
from portal.common.workflow import Refused

from .. import permissions, workflow
from ..conditions import missing_before_test
from ..coverage import duties
from ..forms import AnswerForm
from ..models import Attempt, Attendance, Certificate, Course, Enrolment, Reading, Session
from ..querysets import SERVING

#: How many sessions stand on a page.
MOST = 20


def allow(permitted):
    """403 for what one may not do."""
    if not permitted:
        raise PermissionDenied


def fetch(request, pk):
    """The course with this number, 404 when the person may not see it."""
    allow(permissions.can_look(request.user))
    return get_object_or_404(Course.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
def home(request):
    """What the person still has to finish, what else is open, what is done, and the sessions to come."""
    user = request.user
    allow(permissions.can_look(user))
    due = duties(user)
    mine = Certificate.objects.visible_to(user).filter(person=user.pk).select_related("course").order_by("-issued_at")
    known = {duty.course.pk for duty in due} | {row.course_id for row in mine}
    courses = Course.objects.visible_to(user).filter(closed_at=None).for_list()
    ahead = Session.objects.visible_to(user).ahead().select_related("course")[:MOST]
    own = Enrolment.objects.visible_to(user).standing().filter(person=user.pk, session__in=[row.pk for row in ahead])
    context = {
        "duties": due, "certificates": mine, "courses": [row for row in courses if row.pk not in known],
        "sessions": ahead, "enrolled": {row.session_id: row for row in own},
        "may_learn": permissions.can_learn(user), "may_publish": permissions.can_publish(user),
        "may_see_progress": permissions.can_see_progress(user),
    }  # fmt: skip
    return render(request, "training/home.html", context)


@require_safe
def course(request, pk):
    """What a course says, what is done of it, and the next step."""
    user, row = request.user, fetch(request, pk)
    state = _state(user, row)
    sessions = Session.objects.visible_to(user).filter(course=row).select_related("leader")
    context = {
        "course": row, **state, "sessions": sessions.ahead()[:MOST],
        "held": sessions.exclude(pk__in=sessions.ahead().values("pk")).order_by("-begins_at")[:5],
        "duty": next((duty for duty in duties(user) if duty.course.pk == row.pk), None),
        "may_learn": permissions.can_learn(user) and row.is_running, "may_edit": permissions.can_edit(user, row),
    }  # fmt: skip
    return render(request, "training/course.html", context)


def _state(user, row):
    """What the person has done of the course."""
    reading = Reading.objects.visible_to(user).filter(course=row, person=user.pk).first()
    attendance = Attendance.objects.visible_to(user).filter(session__course=row, person=user.pk).first()
    attempts = Attempt.objects.visible_to(user).filter(course=row, person=user.pk).order_by("-at", "-pk")
    is_missing = missing_before_test(row, is_read=reading is not None, is_attended=attendance is not None)
    return {
        "reading": reading, "attendance": attendance, "last": attempts.first(),
        "passed": attempts.filter(passed=True).first(),
        "missing": workflow.missing_sentence(row) if is_missing else "",
        "certificate": Certificate.objects.visible_to(user).filter(course=row, person=user.pk).first(),
    }  # fmt: skip


@require_POST
def read(request, pk):
    """Confirm that one has read or watched the course."""
    row = fetch(request, pk)
    allow(permissions.can_learn(request.user))
    try:
        workflow.read(row, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(row)
    if row.questions:
        return redirect("training:test", row.pk)
    messages.success(request, _("You have finished this course."))
    return redirect(row)


def test(request, pk):
    """Answer the test; after passing, the right answers stand here instead."""
    row = fetch(request, pk)
    if not row.questions:
        raise Http404
    allow(permissions.can_learn(request.user))
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=row.questions)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.answer(row, by=request.user, answers=form.answers())
            return redirect("training:test", row.pk)
        except Refused as refused:
            form.add_error(None, refused.messages)
    context = {"course": row, "form": form, **_state(request.user, row)}
    return render(request, "training/test.html", context, status=422 if form.errors else 200)


@require_safe
def certificate(request, number):
    """The certificate, on A4."""
    allow(permissions.can_look(request.user))
    rows = Certificate.objects.visible_to(request.user).select_related("course__district", "person")
    row = get_object_or_404(rows, number=number)
    unit = next(iter(units(row.person, *SERVING)), "")
    context = {"certificate": row, "unit": unit, "day": timezone.localdate(row.issued_at)}
    return render(request, "training/certificate.html", context)
