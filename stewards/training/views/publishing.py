"""Courses and sessions are written by whoever leads the district or the city."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common.workflow import Refused

from .. import permissions, workflow
from ..conditions import may_change
from ..forms import CourseForm, QuestionFormSet, ReasonForm, SessionForm, as_typed
from . import courses, sessions
from .courses import allow


def _course_page(request, row, write):
    """Show the form of a course; sent and right, write it and go to its page."""
    known = {name: getattr(row, name) for name in CourseForm.base_fields} if row else {"kind": "case"}
    asked = [as_typed(one) for one in row.questions] if row else []
    form = CourseForm(request.POST or None, initial=known)
    questions = QuestionFormSet(request.POST or None, initial=asked, prefix="q")
    if request.method == "POST" and form.is_valid() and questions.is_valid():
        kept = [one for one in (each.question() for each in questions) if one]
        try:
            return redirect(write(form.cleaned_data | {"questions": kept}))
        except Refused as refused:
            form.add_error(None, refused.messages)
    context = {"form": form, "questions": questions, "course": row,
               "back": row.get_absolute_url() if row else reverse("training:home")}  # fmt: skip
    is_wrong = form.errors or (questions.is_bound and not questions.is_valid())
    return render(request, "training/course_form.html", context, status=422 if is_wrong else 200)


def course_new(request):
    """Write a course; it is published on its page."""
    allow(permissions.can_publish(request.user))
    return _course_page(request, None, lambda words: workflow.open_course(by=request.user, **words))


def course_edit(request, pk):
    """Change what a course says, asks and requires."""
    row = courses.fetch(request, pk)
    allow(permissions.can_edit(request.user, row))
    return _course_page(request, row, lambda words: workflow.change_course(row, by=request.user, **words))


def _switch(request, pk, act, said):
    row = courses.fetch(request, pk)
    allow(permissions.can_edit(request.user, row))
    try:
        act(row, by=request.user)
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(row)


@require_POST
def course_publish(request, pk):
    """Let everybody concerned see the course."""
    return _switch(request, pk, workflow.publish, _("The course is published."))


@require_POST
def course_close(request, pk):
    """End a course; certificates stay."""
    return _switch(request, pk, workflow.close, _("The course is closed."))


def _form_page(request, form, title, go, back, write):
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(write(form.cleaned_data))
        except Refused as refused:
            form.add_error(None, refused.messages)
    context = {"form": form, "title": title, "go": go, "back": back}
    return render(request, "training/step.html", context, status=422 if form.errors else 200)


def session_new(request, pk):
    """Add a date to a course."""
    row = courses.fetch(request, pk)
    allow(permissions.can_edit(request.user, row))
    form = SessionForm(request.POST or None, initial={"leader": request.user.username, "places": 40})
    return _form_page(
        request, form, _("New session"), _("Save"), row, lambda words: workflow.open_session(
            row, by=request.user, **words)
    )  # fmt: skip


def session_edit(request, pk):
    """Change time, place or places; who is enrolled is told."""
    row = sessions.fetch(request, pk)
    allow(permissions.can_organise(request.user, row) and may_change(row))
    known = {name: getattr(row, name) for name in ("venue", "link", "places")}
    known |= {name: timezone.localtime(getattr(row, name)) for name in ("begins_at", "ends_at")}
    form = SessionForm(request.POST or None, initial=known | {"leader": row.leader.username})
    return _form_page(
        request, form, _("Change the session"), _("Save"), row, lambda words: workflow.change_session(
            row, by=request.user, **words)
    )  # fmt: skip


def session_cancel(request, pk):
    """Cancel a session with a reason."""
    row = sessions.fetch(request, pk)
    allow(permissions.can_organise(request.user, row) and may_change(row))
    return _form_page(
        request, ReasonForm(request.POST or None), _("Cancel the session"), _("Cancel the session"), row,
        lambda words: workflow.call_off(row, by=request.user, **words),
    )  # fmt: skip
