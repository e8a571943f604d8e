"""Satisfaction with its n, response rate and interval; every number opens its rows."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from portal.common.counting import PAGES
from portal.common.rates import MIN_N

from .. import permissions
from ..satisfaction import GROUPS, KINDS, PERIODS, lines, replies, total
from ..tables import RatedTable


def _asked(request):
    """``(replies, days, group)`` of the address."""
    if not permissions.can_see_satisfaction(request.user):
        raise PermissionDenied
    days = next((days for days in PERIODS if str(days) == request.GET.get("days")), PERIODS[0])
    group = request.GET.get("by") if request.GET.get("by") in GROUPS else "unit"
    return replies(request.user, request.acting, days), days, group


def satisfaction(request):
    """Units or categories, line by line."""
    rows, days, group = _asked(request)
    context = {
        "lines": lines(rows, group), "total": total(rows), "days": days, "group": group, "periods": sorted(PERIODS),
        "groups": [("unit", _("Handling unit")), ("category", _("Category"))], "min_n": MIN_N,
    }  # fmt: skip
    return render(request, "appeals/satisfaction.html", context)


def satisfaction_rows(request):
    """The replies that make one number."""
    rows, days, group = _asked(request)
    kind, code = request.GET.get("kind", "asked"), request.GET.get("of", "")
    if kind not in KINDS:
        raise Http404
    rows = rows.filter(KINDS[kind])
    if code:
        rows = rows.filter(**{GROUPS[group][1]: code})
    table = RatedTable(rows.select_related("appeal__enterprise", "unit", "rating").order_by("-replied_at", "-pk"))
    RequestConfig(request, paginate=PAGES).configure(table)
    names = {
        "asked": _("Asked"), "answered": _("Answered"), "proxies": _("Written down by somebody else"),
        "satisfied": _("Satisfied"), "solved": _("Solved"),
    }  # fmt: skip
    return render(
        request, "appeals/satisfaction_rows.html",
        {"table": table, "days": days, "group": group, "what": names[kind], "of": code},
    )  # fmt: skip
