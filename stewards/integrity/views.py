"""Reports of misconduct: the contact writes and reads the own ones; a reader opens each by a POST that is logged.

A GET never writes, so the page of a report shows a reader nothing but a button until a row of the last 15 minutes says
that this person opened it.
"""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.common.once import answered, once
from portal.common.workflow import Refused

from . import permissions, workflow
from .conditions import OPEN, due_at, is_being_read
from .forms import DecideForm, IntegrityForm
from .models import IntegrityReport

#: How many reports a page lists.
MOST = 200
TONES = {"received": "soon", "looking": "river", "answered": "kept", "closed": ""}


def _hide_unless(permitted):
    """What somebody may not do here is not said to exist either."""
    if not permitted:
        raise Http404


def _fetch(request, number):
    rows = IntegrityReport.objects.visible_to(request.user).select_related("enterprise", "reporter", "decided_by")
    return get_object_or_404(rows, number=number)


def _to_read(request, number):
    report = _fetch(request, number)
    _hide_unless(permissions.can_read(request.user, report))
    return report


@never_cache
@require_safe
def report_list(request):
    """The own reports, and for a reader those to read: number, day and state, nothing of what they say."""
    user = request.user
    _hide_unless(permissions.can_enter(user))
    rows = IntegrityReport.objects.visible_to(user).for_list()
    own = [(row, TONES[row.state]) for row in rows.filter(reporter=user.pk)[:MOST]]
    inbox = rows.exclude(reporter=user.pk)[:MOST] if permissions.is_reader(user) else []
    context = {
        "own": own, "inbox": [(row, TONES[row.state], due_at(row)) for row in inbox],
        "may_report": permissions.can_report(user), "reads": permissions.is_reader(user),
    }  # fmt: skip
    return render(request, "integrity/list.html", context)


@never_cache
def report_new(request):
    """Report misconduct; the page says who will read it."""
    _hide_unless(permissions.can_report(request.user))
    enterprises = permissions.own_enterprises(request.user)
    form = IntegrityForm(request.POST or None, enterprises=enterprises, initial={"client_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            report = workflow.send(by=request.user, **form.said)
        except Refused as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("Your report arrived. You read its answer here."))
            return redirect(report)
    readers = [(one, permissions.readers_for(one.service_district_id)) for one in form.enterprises]
    context = {"form": form, "readers": readers, "several": len(readers) > 1}
    return render(request, "integrity/new.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def report(request, number):
    """One report: to its reporter as it is; to a reader only after it was opened."""
    row, user = _fetch(request, number), request.user
    reads = row.reporter_id != user.pk
    if reads and not is_being_read(row, user):
        return render(request, "integrity/closed.html", {"report": row, "tone": TONES[row.state]})
    context = {
        "report": row, "tone": TONES[row.state], "reads": reads, "is_open": row.state in OPEN,
        "readings": row.readings.select_related("reader"), "due_at": due_at(row),
    }  # fmt: skip
    return render(request, "integrity/report.html", context)


@require_POST
def report_open(request, number):
    """Open a report: the reading is written down, then the page shows it."""
    row = _to_read(request, number)
    workflow.open_report(row, by=request.user)
    return redirect(row)


@require_POST
def report_look(request, number):
    """Begin to look into it."""
    row = _to_read(request, number)
    try:
        workflow.look(row, by=request.user)
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    return redirect(row)


@never_cache
def report_decide(request, number):
    """Answer the reporter. This page repeats nothing of the report, so it outlives the 15 minutes of a reading."""
    row = _to_read(request, number)
    if address := answered(request):
        return redirect(address)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act = lambda: workflow.decide(row, by=request.user, **form.said).get_absolute_url()  # noqa: E731
            address = once(request, act)
        except Refused as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("The reporter has the answer."))
            return redirect(address)
    return render(request, "integrity/decide.html", {"report": row, "form": form}, status=422 if form.errors else 200)
