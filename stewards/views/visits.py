"""The record of visits: written by thumb in a lobby, corrected for a day, added to afterwards."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import formset_factory
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from enterprises.models import Enterprise
from portal.common.counting import PAGES
from portal.common.exports import Sheet, export_page
from portal.common.workflow import Refused

from .. import exports, permissions, workflow
from ..burden import reached
from ..conditions import may_be_corrected
from ..filters import VisitFilter
from ..forms import PROMISES, AddForm, DoneForm, PromiseForm, SaidForm, VisitForm
from ..models import FollowUp, Visit
from ..tables import VisitTable

Promises = formset_factory(PromiseForm, extra=PROMISES, max_num=PROMISES, validate_max=True)


def _allow(permitted):
    if not permitted:
        raise PermissionDenied


def _found(request):
    _allow(permissions.can_list_visits(request.user))
    return VisitFilter(request.GET, queryset=Visit.objects.visible_to(request.user).for_list())


def _fetch(request, pk):
    rows = Visit.objects.visible_to(request.user).select_related("enterprise", "author", "steward__user")
    return get_object_or_404(rows, pk=pk)


@require_safe
def visit_list(request):
    """The visits within one's scope, the latest first."""
    found = _found(request)
    table = VisitTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "table": table, "filter": found, "may_log": permissions.has_workbench(request.user),
        "may_export": permissions.can_export(request.user), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "stewards/visits.html", context)


def visit_export(request):
    """Take the filtered visits out: asks why, logs it, answers with the file."""
    _allow(permissions.can_export(request.user))
    back = f"{reverse('stewards:visits')}?{request.GET.urlencode()}"
    sheet = Sheet("list", _("Visits"), exports.visit_header, exports.visit_rows)
    return export_page(request, _("Visits"), _found(request).qs, [sheet], back=back)


def visit_new(request):
    """Write a visit down, with what was promised; the same page sent again is the same record."""
    _allow(permissions.has_workbench(request.user))
    served = permissions.visitable(request.user, Enterprise.objects.visible_to(request.user))
    first = {
        "enterprise": request.GET.get("enterprise", ""), "mode": "on_site",
        "happened_at": timezone.localtime().replace(second=0, microsecond=0), "client_id": uuid.uuid4(),
    }  # fmt: skip
    form = VisitForm(request.POST or None, enterprises=served, initial=first)
    promises = Promises(request.POST or None)
    sent = request.method == "POST" and form.is_valid() and promises.is_valid()
    if sent and (done := _logged(request, form, promises)):
        return done
    context = {"form": form, "promises": promises} | _burden(served, request.GET.get("enterprise", ""))
    wrong = form.errors or promises.total_error_count()
    return render(request, "stewards/visit_new.html", context, status=422 if wrong else 200)


def _burden(served, code):
    """How often the enterprise that the address names was reached this month (无事不扰)."""
    firm = served.filter(uscc=code).first() if code else None
    return {"firm": firm, "burden": reached([firm.pk])[firm.pk]} if firm else {}


def _logged(request, form, promises):
    pairs = [(row["text"], row["due_on"]) for row in promises.cleaned_data if row.get("text")]
    try:
        visit = workflow.log(**form.cleaned_data, by=request.user, follow_ups=pairs)
    except Refused as refused:
        form.add_error(None, refused.messages)
        return None
    messages.success(request, _("The visit is recorded. You can correct it for 24 hours."))
    return redirect("stewards:visit", visit.pk)


@require_safe
def visit(request, pk):
    """One record: what was said, what was added, what was promised."""
    row = _fetch(request, pk)
    context = {
        "visit": row, "additions": row.additions.select_related("author"),
        "follow_ups": row.follow_ups.select_related("done_by"),
        "may_correct": may_be_corrected(row, request.user), "may_add": permissions.can_add_to(request.user, row),
    }  # fmt: skip
    return render(request, "stewards/visit.html", context)


def _step(request, row, form, title, button, act):
    """Show the form of a step; sent and right, take the step and go back to the record."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.messages)
        else:
            return redirect("stewards:visit", row.pk)
    context = {"visit": row, "form": form, "title": title, "go": button}
    return render(request, "stewards/visit_step.html", context, status=422 if form.errors else 200)


def visit_correct(request, pk):
    """Correct one's own record within a day."""
    row = _fetch(request, pk)
    _allow(row.author_id == request.user.pk)
    said = {name: getattr(row, name) for name in SaidForm.base_fields}
    form = SaidForm(request.POST or None, initial=said | {"happened_at": timezone.localtime(row.happened_at)})

    def correct(words):
        workflow.correct(row, by=request.user, **words)
        messages.success(request, _("The record is corrected."))

    return _step(request, row, form, _("Correct the record"), _("Save"), correct)


def visit_add(request, pk):
    """Add to a record, visibly and for good."""
    row = _fetch(request, pk)
    _allow(permissions.can_add_to(request.user, row))

    def add(words):
        workflow.add(row, by=request.user, **words)
        messages.success(request, _("The addition stands below the record."))

    return _step(request, row, AddForm(request.POST or None), _("Add to the record"), _("Add"), add)


def follow_up_done(request, pk):
    """Say what came of a promise."""
    row = get_object_or_404(FollowUp.objects.visible_to(request.user).for_list(), pk=pk)
    _allow(permissions.can_add_to(request.user, row.visit))

    def finish(words):
        workflow.finish(row, by=request.user, **words)
        messages.success(request, _("Done: %(text)s") % {"text": row.text})

    return _step(request, row.visit, DoneForm(request.POST or None), row.text, _("Done"), finish)
