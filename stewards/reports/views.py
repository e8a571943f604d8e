"""Information reports: written by thumb, read by those who serve, lead or supervise, acknowledged and passed on."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from enterprises.models import Enterprise
from portal.common.counting import PAGES
from portal.common.exports import Sheet, export_page
from portal.common.once import answered, once
from portal.common.workflow import Refused
from stewards.models import Visit
from stewards.permissions import visitable

from . import exports, permissions, workflow
from .conditions import may_be_corrected
from .filters import ReportFilter
from .forms import AddForm, PassOnForm, ReportForm, SaidForm
from .kinds import KINDS
from .models import Report
from .tables import TONES, ReportTable


def _allow(permitted):
    if not permitted:
        raise PermissionDenied


def _found(request):
    _allow(permissions.can_list(request.user))
    return ReportFilter(request.GET, queryset=Report.objects.visible_to(request.user).for_list())


def _fetch(request, number):
    related = ("enterprise", "author", "steward__user", "acknowledged_by", "from_visit")
    return get_object_or_404(Report.objects.visible_to(request.user).select_related(*related), number=number)


@require_safe
def report_list(request):
    """The reports within one's scope, the latest first."""
    found = _found(request)
    table = ReportTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "table": table, "filter": found, "may_write": permissions.can_write(request.user),
        "may_export": permissions.can_export(request.user), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "reports/list.html", context)


def report_export(request):
    """Take the filtered reports out: asks why, logs it, answers with the file."""
    _allow(permissions.can_export(request.user))
    back = f"{reverse('reports:list')}?{request.GET.urlencode()}"
    sheet = Sheet("list", _("Information reports"), exports.header, exports.rows)
    return export_page(request, _("Information reports"), _found(request).qs, [sheet], back=back)


def _visit_behind(request):
    """The visit of which the report is made, when its author may read it."""
    number = request.GET.get("visit", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    return Visit.objects.visible_to(request.user).select_related("enterprise").filter(pk=number).first()


def report_new(request):
    """First the kind, then its own form; the same page sent again is the same report."""
    _allow(permissions.can_write(request.user))
    visit = _visit_behind(request)
    kept = request.GET.copy()
    kept.pop("kind", None)
    kind = KINDS.get(request.GET.get("kind"))
    context = {"kinds": KINDS.values(), "kept": kept.urlencode(), "visit": visit, "kind": kind}
    if kind is None:
        return render(request, "reports/choose.html", context)
    form = _form(request, kind, visit)
    if request.method == "POST" and form.is_valid() and (done := _sent(request, form, kind, visit)):
        return done
    return render(request, "reports/new.html", context | {"form": form}, status=422 if form.errors else 200)


def _form(request, kind, visit):
    served = visitable(request.user, Enterprise.objects.visible_to(request.user))
    first = {
        "enterprise": visit.enterprise.uscc if visit else request.GET.get("enterprise", ""),
        "happened_on": timezone.localdate(visit.happened_at) if visit else timezone.localdate(),
        "client_id": uuid.uuid4(), "fact_year": timezone.localdate().year, "fact_currency": "CNY",
    }  # fmt: skip
    return ReportForm(request.POST or None, kind=kind, enterprises=served, initial=first)


def _sent(request, form, kind, visit):
    data = form.cleaned_data
    try:
        report = workflow.send(
            data["enterprise"], by=request.user, client_id=data["client_id"], kind=kind.kind, from_visit=visit,
            **form.said,
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, refused.messages)
        return None
    done = _("The report is sent. You can correct it for 24 hours.")
    messages.success(request, _("The report is sent, and the district lead is told.") if report.is_urgent else done)
    return redirect(report)


@require_safe
def report(request, number):
    """One report: what it says, what was added, whom it reached."""
    row, user = _fetch(request, number), request.user
    leads = permissions.can_acknowledge(user, row)
    context = {
        "report": row, "kind": KINDS[row.kind], "tone": TONES[row.state], "leads": leads,
        "log": row.log.select_related("by", "unit"), "additions": row.additions.select_related("author"),
        "may_correct": may_be_corrected(row, user), "may_add": permissions.can_add_to(user, row),
        "sees_visit": row.from_visit_id and Visit.objects.visible_to(user).filter(pk=row.from_visit_id).exists(),
        "may_list": permissions.can_list(user),
    }  # fmt: skip
    return render(request, "reports/report.html", context)


@require_POST
def report_acknowledge(request, number):
    """The district lead has read it."""
    row = _fetch(request, number)
    _allow(permissions.can_acknowledge(request.user, row))
    workflow.acknowledge(row, by=request.user)
    messages.success(request, _("Acknowledged: its author sees that you have read it."))
    return redirect(row)


def _step(request, row, form, words, act):
    """Show the form of a step; sent and right, take the step once and go back to the report."""
    if address := answered(request):
        return redirect(address)
    if request.method == "POST" and form.is_valid():
        try:
            address = once(request, lambda: act(form) and row.get_absolute_url())
        except Refused as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, words["done"])
            return redirect(address)
    context = {"report": row, "form": form, "heading": words["heading"], "go": words["go"]}
    return render(request, "reports/step.html", context, status=422 if form.errors else 200)


def report_correct(request, number):
    """Correct one's own report within a day."""
    row = _fetch(request, number)
    _allow(row.author_id == request.user.pk)
    form = SaidForm(request.POST or None, kind=KINDS[row.kind], initial=SaidForm.initial_of(row))
    words = {"heading": _("Correct the report"), "go": _("Save"), "done": _("The report is corrected.")}
    return _step(request, row, form, words, lambda form: workflow.correct(row, by=request.user, **form.said))


def report_add(request, number):
    """Add to a report, visibly and for good."""
    row = _fetch(request, number)
    _allow(permissions.can_add_to(request.user, row))
    words = {"heading": _("Add to the report"), "go": _("Add"), "done": _("The addition stands below the report.")}
    form = AddForm(request.POST or None)
    return _step(request, row, form, words, lambda form: workflow.add(row, by=request.user, **form.cleaned_data))


def report_pass_on(request, number):
    """Give the report to a unit that should know of it."""
    row = _fetch(request, number)
    _allow(permissions.can_pass_on(request.user, row))
    words = {"heading": _("Pass the report on"), "go": _("Pass on"), "done": _("The unit has the report.")}
    form = PassOnForm(request.POST or None, report=row)
    return _step(request, row, form, words, lambda form: workflow.pass_on(row, by=request.user, **form.cleaned_data))
