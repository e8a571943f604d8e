"""City arithmetic, and who serves whom as a list."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from portal.common.counting import PAGES
from portal.common.exports import Sheet, export_page

from .. import exports, permissions
from ..capacity import capacity_for
from ..filters import AssignmentFilter
from ..models import Assignment, Steward
from ..models.steward import SLOTS
from ..tables import AssignmentTable


def capacity(request):
    """Key enterprises and stewards of what the person leads: in all, by district, and by unit of an opened district."""
    if not permissions.can_list(request.user):
        raise PermissionDenied
    found = capacity_for(request.user)
    codes = [line.district for line in found.districts]
    opened = request.GET.get("district", "")
    if opened not in codes:
        opened = codes[0] if len(codes) == 1 else ""
    context = {
        "capacity": found, "opened": opened, "units": found.units.get(opened, ()), "slots": SLOTS,
        "of_opened": next((line for line in found.districts if line.district == opened), None),
        "may_export": permissions.can_export(request.user),
    }  # fmt: skip
    return render(request, "stewards/capacity.html", context)


def capacity_export(request):
    """Take the arithmetic out, every unit a row."""
    if not permissions.can_export(request.user):
        raise PermissionDenied
    sheets = [Sheet("units", _("every unit a row"), exports.capacity_header, exports.capacity_rows)]
    lines = exports.Lines(capacity_for(request.user))
    return export_page(request, _("Capacity"), lines, sheets, back=reverse("stewards:capacity"))


def _filtered(request):
    """Who is served by the stewards whom the person leads."""
    if not permissions.can_list(request.user):
        raise PermissionDenied
    led = Steward.objects.visible_to(request.user)
    visible = Assignment.objects.visible_to(request.user).filter(steward__in=led)
    visible = visible.for_list().order_by("-pk")
    return AssignmentFilter(request.GET, queryset=visible)


def assignment_list(request):
    """Who serves whom now, and who did."""
    found = _filtered(request)
    table = AssignmentTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {"table": table, "filter": found, "may_export": permissions.can_export(request.user),
               "query": request.GET.urlencode()}  # fmt: skip
    return render(request, "stewards/assignments.html", context)


def assignment_export(request):
    """Take the filtered assignments out: asks why, logs it, answers with the file."""
    if not permissions.can_export(request.user):
        raise PermissionDenied
    back = f"{reverse('stewards:assignments')}?{request.GET.urlencode()}"
    sheets = [Sheet("list", _("as the list shows it"), exports.assignment_header, exports.assignment_rows)]
    return export_page(request, _("Assignments"), _filtered(request).qs, sheets, back=back)
