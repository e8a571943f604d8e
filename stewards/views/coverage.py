"""Who was not contacted in the last quarter: numbers by unit, and the enterprises behind each."""

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from portal.common.counting import PAGES
from portal.common.exports import Sheet, export_page

from .. import exports, permissions
from ..cadence import QUARTER
from ..coverage import at, coverage_for, led_by, waiting, with_last_contact
from ..tables import CoverageTable


def coverage(request):
    """Contacted and not, in all, by district, and by unit of an opened district."""
    if not permissions.can_see_coverage(request.user):
        raise PermissionDenied
    found = coverage_for(request.user)
    codes = [line.district for line in found.districts]
    opened = request.GET.get("district", "")
    if opened not in codes:
        opened = codes[0] if len(codes) == 1 else ""
    context = {
        "coverage": found, "units": found.units.get(opened, ()), "days": QUARTER,
        "of_opened": next((line for line in found.districts if line.district == opened), None),
    }  # fmt: skip
    return render(request, "stewards/coverage.html", context)


def _rows(request):
    """Enterprises that wait, of the place that the address names; the longest first. 404 for a place not led."""
    if not permissions.can_see_coverage(request.user):
        raise PermissionDenied
    place = {name: request.GET.get(name, "") for name in ("district", "unit")}
    firms = at(led_by(request.user), **place)
    if any(place.values()) and not firms.exists():
        raise Http404
    rows = with_last_contact(waiting(firms)).with_steward().select_related("service_district", "local_unit")
    return rows.order_by(F("last_contact").asc(nulls_first=True), "pk")


def coverage_rows(request):
    """Key enterprises that nobody contacted in the last quarter."""
    table = CoverageTable(_rows(request))
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {"table": table, "days": QUARTER, "query": request.GET.urlencode(),
               "may_export": permissions.can_export_coverage(request.user)}  # fmt: skip
    return render(request, "stewards/coverage_rows.html", context)


def coverage_export(request):
    """Take these enterprises out: asks why, logs it, answers with the file."""
    if not permissions.can_export_coverage(request.user):
        raise PermissionDenied
    back = f"{reverse('stewards:coverage_rows')}?{request.GET.urlencode()}"
    sheets = [Sheet("list", _("as the list shows it"), exports.coverage_header, exports.coverage_rows)]
    return export_page(request, _("Not contacted"), _rows(request), sheets, back=back)
