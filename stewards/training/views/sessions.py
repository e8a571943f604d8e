"""Sessions: a place in them, the calendar file, the code on the wall, and the page that it opens."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common import ics
from portal.common.workflow import Refused
from portal.onboarding.letters import drawing
from portal.onboarding.wording import page

from .. import codes, permissions, workflow
from ..conditions import code_counts, may_change, may_enrol
from ..models import Attendance, Enrolment, Session
from .courses import allow

#: Seconds after which the page with the code asks for the present one.
LOOKS_AGAIN = 60
#: What the page of a code that does not count answers with.
STATUS = {"forged": 404, "expired": 410}


def fetch(request, pk):
    """The session with this number, 404 when the person may not see it."""
    allow(permissions.can_look(request.user))
    rows = Session.objects.visible_to(request.user).select_related("course__district", "leader")
    return get_object_or_404(rows, pk=pk)


def _own(request, row):
    rows = Enrolment.objects.visible_to(request.user).standing()
    return rows.filter(session=row, person=request.user.pk).first()


@require_safe
def session(request, pk):
    """When, where and for how many; the own place, and the list for who organises it."""
    row = fetch(request, pk)
    user = request.user
    may_organise = permissions.can_organise(user, row)
    standing = row.enrolments.standing()
    there = {one.person_id: one for one in row.attendances.all()} if may_organise else {}
    people = standing.select_related("person").order_by("place", "created_at", "pk") if may_organise else []
    context = {
        "session": row, "course": row.course, "own": _own(request, row),
        "attendance": Attendance.objects.visible_to(user).filter(session=row, person=user.pk).first(),
        "taken": standing.exclude(place=None).count(), "waiting": standing.filter(place=None).count(),
        "may_enrol": permissions.can_learn(user) and may_enrol(row), "may_organise": may_organise,
        "may_change": may_organise and may_change(row), "shows_code": may_organise and code_counts(row),
        "people": [(one, there.get(one.person_id)) for one in people],
    }  # fmt: skip
    return render(request, "training/session.html", context)


def _step(request, row, act, said):
    try:
        messages.success(request, said(act()))
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(row)


@require_POST
def enrol(request, pk):
    """Take a place, or stand on the waiting list."""
    row = fetch(request, pk)
    allow(permissions.can_learn(request.user))

    def said(own):
        return _("You have a place.") if own.place else _("All places are taken. You are on the waiting list.")

    return _step(request, row, lambda: workflow.enrol(row, by=request.user), said)


@require_POST
def leave(request, pk):
    """Give the place back."""
    row = fetch(request, pk)
    allow(permissions.can_learn(request.user))
    return _step(
        request, row, lambda: workflow.leave(row, by=request.user), lambda own: _("You are not enrolled any more.")
    )


@require_safe
def calendar_file(request, pk):
    """The session for the calendar of somebody who is enrolled or runs it."""
    row = fetch(request, pk)
    allow(_own(request, row) or permissions.can_organise(request.user, row))
    entry = ics.Entry(
        uid=f"session-{row.pk}@{urlsplit(settings.SITE_URL).hostname}", summary=row.course.title,
        starts_at=row.begins_at, ends_at=row.ends_at, changed_at=row.changed_at, sequence=row.edition,
        location=row.venue, description=row.course.summary, url=page("training:session", row.pk),
        is_cancelled=row.cancelled_at is not None,
    )  # fmt: skip
    return ics.answer([entry], f"training-{row.pk}")


@require_safe
def code(request, pk):
    """The code of the session for the wall; it changes every five minutes, and the page with it."""
    row = fetch(request, pk)
    allow(permissions.can_organise(request.user, row))
    counts = code_counts(row)
    address = page("training:attend", row.pk, codes.token(row)) if counts else ""
    there = Attendance.objects.visible_to(request.user).filter(session=row).count()
    context = {"session": row, "drawing": drawing(address) if counts else "", "address": address, "there": there}
    response = render(request, "training/code.html", context)
    response["Refresh"] = str(LOOKS_AGAIN)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def tick(request, pk):
    """Enter that somebody was there who could not use the code."""
    row = fetch(request, pk)
    allow(permissions.can_organise(request.user, row))
    number = request.POST.get("enrolment", "")
    enrolled = row.enrolments.standing().select_related("person")
    one = get_object_or_404(enrolled, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
    return _step(
        request, row, lambda: workflow.tick(row, one.person, by=request.user),
        lambda entered: _("Entered: %(name)s was there.") % {"name": one.person.name},
    )  # fmt: skip


def attend(request, pk, token):
    """The page that the code opens: says which session, and confirms on a press of the button."""
    row = fetch(request, pk)
    known = Attendance.objects.visible_to(request.user).filter(session=row, person=request.user.pk).first()
    wrong, status = "", 200
    try:
        if request.method == "POST" and known is None:
            workflow.attend(row, by=request.user, token=token)
            messages.success(request, _("Your attendance is confirmed."))
            return redirect("training:course", row.course_id)
        if known is None:
            workflow.check_presence(row, by=request.user, token=token)
    except Refused as refused:
        wrong, status = " ".join(refused.messages), STATUS.get(refused.code, 403)
    context = {"session": row, "wrong": wrong, "attendance": known}
    return render(request, "training/attend.html", context, status=status)
