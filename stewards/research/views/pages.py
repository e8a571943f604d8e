"""The research visits within one's scope: list, export, one of them, and its calendar file."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from enterprises.models import Enterprise
from portal.common import ics
from portal.common.counting import PAGES
from portal.common.exports import Sheet, export_page
from stewards.models import Visit
from stewards.permissions import visitable

from .. import exports, permissions
from ..calendars import announced, entry
from ..enums import ResearchState, StopState
from ..filters import ResearchFilter
from ..models import ResearchStop, ResearchVisit
from ..tables import ResearchTable


def _found(request):
    if not permissions.can_list(request.user):
        raise PermissionDenied
    rows = ResearchVisit.objects.visible_to(request.user).for_list()
    return ResearchFilter(request.GET, queryset=rows)


@require_safe
def research_list(request):
    """Research visits, those to come on top."""
    found = _found(request)
    table = ResearchTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "table": table, "filter": found, "may_plan": permissions.can_plan(request.user),
        "may_export": permissions.can_export(request.user), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "research/list.html", context)


def research_export(request):
    """Take the stops of the filtered research visits out: asks why, logs it, answers with the file."""
    if not permissions.can_export(request.user):
        raise PermissionDenied
    chosen = _found(request).qs.order_by().values("pk")
    stops = ResearchStop.objects.visible_to(request.user).filter(research_visit__in=chosen)
    back = f"{reverse('research:list')}?{request.GET.urlencode()}"
    sheets = [Sheet("list", _("one row per stop"), exports.stop_header, exports.stop_rows)]
    return export_page(request, _("Research visits"), stops, sheets, back=back)


@require_safe
def research_detail(request, pk):
    """One research visit: the plan, its stops, what came of each."""
    row = get_object_or_404(ResearchVisit.objects.visible_to(request.user).for_list(), pk=pk)
    stops = ResearchStop.objects.visible_to(request.user).filter(research_visit=row).for_list()
    stops = stops.select_related("revisit").annotate(promised=Count("visit__follow_ups"))
    firms = [stop.enterprise_id for stop in stops]
    mine = Q(enterprise__in=firms)
    readable = set(Visit.objects.visible_to(request.user).filter(mine).values_list("pk", flat=True)[:1000])
    served = visitable(request.user, Enterprise.objects.visible_to(request.user))
    context = {
        "research": row, "stops": stops, "readable": readable, "companions": row.companions.order_by("name"),
        "served": set(served.filter(pk__in=firms).values_list("pk", flat=True)),
        "is_planned": row.state == ResearchState.PLANNED, "unrecorded": _unrecorded(row),
        "may_change": permissions.can_change(request.user, row),
        "may_cancel": all(stop.state != StopState.RECORDED for stop in stops),
    }  # fmt: skip
    return render(request, "research/detail.html", context)


def _unrecorded(row):
    return set(row.stops.unrecorded().values_list("pk", flat=True))


@require_safe
def research_ics(request, pk):
    """The research visit as a calendar file, for officials in full and for an enterprise with its own part."""
    row = ResearchVisit.objects.visible_to(request.user).for_list().filter(pk=pk).first()
    if row:
        found = entry(row, row.stops.all(), request.build_absolute_uri(row.get_absolute_url()))
    else:
        stops = announced(request.user, pk)
        if not stops:
            raise Http404
        address = reverse("enterprises:detail", args=[stops[0].enterprise.uscc])
        found = entry(stops[0].research_visit, stops, request.build_absolute_uri(address))
    return ics.answer([found], f"research-{pk}")
