"""The burden ledger: what reached each enterprise in a month, and the rows behind each number."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from portal.common.counting import PAGES
from portal.common.exports import Sheet, export_page
from stewards.burden import entries, month_named, reached
from stewards.enums import BurdenKind

from .. import exports, permissions
from ..burden import budgets, by_number, ledger_of
from ..filters import LedgerFilter
from ..tables import LedgerTable


def _found(request):
    if not permissions.can_read_burden(request.user):
        raise PermissionDenied
    return LedgerFilter(request.GET, queryset=ledger_of(request.user).order_by("name", "pk"))


@require_safe
def ledger(request):
    """Enterprises with what reached them in the month; the most often reached on top where the list is short enough."""
    found, day = _found(request), month_named(request.GET.get("month", ""))
    rows, is_sorted = by_number(found.qs, day)
    table = LedgerTable(rows, day=day)
    RequestConfig(request, paginate=PAGES).configure(table)
    table.count_shown()
    context = {
        "table": table, "filter": found, "month": day, "is_sorted": is_sorted, "query": request.GET.urlencode(),
        "may_export": permissions.can_export(request.user),
    }  # fmt: skip
    return render(request, "research/burden.html", context)


def ledger_export(request):
    """Take the month out: asks why, logs it, answers with the file."""
    if not permissions.can_export(request.user):
        raise PermissionDenied
    day = month_named(request.GET.get("month", ""))
    sheet = Sheet(
        "list", _("one row per enterprise"), exports.burden_header, lambda rows: exports.burden_rows(rows, day)
    )
    back = f"{reverse('research:burden')}?{request.GET.urlencode()}"
    return export_page(request, _("Burden"), _found(request).qs, [sheet], back=back)


@require_safe
def burden_rows(request, uscc):
    """What reached one enterprise in the month, the latest first; of one kind where the address says so."""
    if not permissions.can_read_burden(request.user):
        raise PermissionDenied
    firm = get_object_or_404(ledger_of(request.user), uscc=uscc)
    day, kind = month_named(request.GET.get("month", "")), request.GET.get("kind", "")
    rows = [one for one in entries([firm.pk], day) if kind in ("", one.kind)]
    labels = dict(BurdenKind.choices)
    context = {
        "firm": firm, "month": day, "kind": labels.get(kind, ""), "burden": _of(firm, day),
        "rows": [(one, labels.get(one.kind, one.kind)) for one in rows],
        "may_plan": permissions.can_plan(request.user),
    }  # fmt: skip
    return render(request, "research/burden_rows.html", context)


def _of(firm, day):
    return reached([firm.pk], day, budgets([firm]))[firm.pk]
