"""The desk's routing rules: listed, made, ended; and how often units give back what was dispatched to them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from appeals.models import Appeal
from portal.accounts.models import Unit
from portal.common.counting import PAGES
from portal.common.rates import MIN_N
from portal.common.workflow import Refused

from . import examples, permissions, returns, workflow
from .forms import RuleForm
from .models import Learned, RoutingRule
from .tables import DispatchTable

#: How many rules that ended the page shows.
LAST = 20


def _allow(permitted):
    if not permitted:
        raise PermissionDenied


@require_safe
def rule_list(request):
    """The rules in force, the last that ended, and how good learned suggestions were."""
    _allow(permissions.can_list(request.user))
    visible = RoutingRule.objects.visible_to(request.user)
    rules = visible.select_related("category", "district", "unit", "made_by", "from_appeal")
    context = {
        "rules": rules.in_force(), "over": rules.exclude(ended_on=None)[:LAST],
        "learned": Learned.objects.visible_to(request.user).defer("data"),
        "may_make": permissions.can_make(request.user),
    }  # fmt: skip
    return render(request, "routing/list.html", context)


def rule_new(request):
    """Make a rule, or try it on past cases; out of a ruling it is prefilled with what the ruling decided."""
    _allow(permissions.can_make(request.user))
    case = Appeal.objects.visible_to(request.user).filter(number=request.GET.get("case", "")).first()
    tries, found = "try" in request.POST, None
    form = RuleForm(request.POST if request.method == "POST" else None, initial=_from_case(case), tries=tries)
    if form.is_bound and form.is_valid():
        if tries:
            found = examples.tried(request.user, **{key: form.cleaned_data[key] for key in RuleForm.WHEN})
        elif _made(request, form, case):
            return redirect("routing:list")
    units = Unit.objects.handling().filter(district=None).order_by("name")[:60]
    context = {"form": form, "case": case, "units": units, "tried": found}
    return render(request, "routing/new.html", context, status=422 if form.errors else 200)


def _made(request, form, case):
    """Put the rule in force; whether it was, else the form says why."""
    try:
        workflow.make_rule(**form.cleaned_data, from_appeal=case, by=request.user)
    except Refused as refused:
        form.add_error(None, refused.messages)
        return False
    messages.success(request, _("The rule is in force. It suggests; the desk decides."))
    return True


def _from_case(case):
    if case is None:
        return {}
    return {"category": case.category_id, "unit": workflow.ruled(case), "district": case.enterprise.service_district_id}


@require_POST
def rule_end(request, pk):
    """End a rule."""
    rule = get_object_or_404(RoutingRule.objects.visible_to(request.user), pk=pk)
    _allow(permissions.can_end(request.user))
    workflow.end_rule(rule, by=request.user)
    messages.success(request, _("The rule has ended."))
    return redirect("routing:list")


def _asked(request):
    """``(dispatches, days, group)`` of the address."""
    _allow(permissions.can_see_returns(request.user))
    days = next((days for days in returns.PERIODS if str(days) == request.GET.get("days")), returns.PERIODS[0])
    group = request.GET.get("by") if request.GET.get("by") in returns.GROUPS else "unit"
    return returns.dispatched(request.user, days), days, group


@require_safe
def returned(request):
    """Return rates of units or categories, line by line."""
    rows, days, group = _asked(request)
    context = {
        "lines": returns.lines(rows, group), "total": returns.total(rows), "days": days, "group": group,
        "periods": sorted(returns.PERIODS), "groups": [("unit", _("Handling unit")), ("category", _("Category"))],
        "min_n": MIN_N,
    }  # fmt: skip
    return render(request, "routing/returns.html", context)


@require_safe
def returned_rows(request):
    """The dispatches that make one number."""
    rows, days, group = _asked(request)
    kind, code = request.GET.get("kind", "dispatched"), request.GET.get("of", "")
    if kind not in returns.KINDS:
        raise Http404
    rows = rows.filter(returns.KINDS[kind])
    if code:
        rows = rows.filter(**{returns.GROUPS[group][1]: code})
    rows = rows.select_related("appeal__enterprise", "unit", "proposed_unit")
    table = DispatchTable(rows.order_by("-assigned_at", "-pk"))
    RequestConfig(request, paginate=PAGES).configure(table)
    what = {"dispatched": _("Dispatched"), "returned": _("Returned")}[kind]
    return render(request, "routing/returns_rows.html", {"table": table, "days": days, "group": group, "what": what})
