"""The unit's own proposals: written, followed, taken back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from portal.accounts.enums import Role
from portal.accounts.permissions import unit_ids
from portal.common.counting import PAGES
from portal.common.workflow import Refused

from .. import permissions, workflow
from ..enums import Kind
from ..filters import ProposalFilter
from ..forms import ASKED, ProposalForm
from ..models import Proposal
from ..tables import ProposalTable


def _allow(permitted):
    if not permitted:
        raise PermissionDenied


@require_safe
def own(request):
    """What the unit proposed, the latest first, with what became of it."""
    _allow(permissions.can_propose(request.user))
    visible = Proposal.objects.visible_to(request.user).filter(unit__in=unit_ids(request.user, Role.GENERAL))
    found = ProposalFilter(request.GET, queryset=visible.for_list())
    table = ProposalTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "changes/own.html", {"table": table, "filter": found})


def new(request):
    """Choose a kind, then write the proposal."""
    _allow(permissions.can_propose(request.user))
    kind = request.GET.get("kind", "")
    if kind not in ASKED:
        context = {"kinds": [Kind(one) for one in ASKED], "enterprise": request.GET.get("enterprise", ""),
                   "stewards": permissions.led_stewards(request.user).with_load().for_list()}  # fmt: skip
        return render(request, "changes/kinds.html", context)
    firms = permissions.proposable(request.user)
    chosen = firms.filter(uscc=request.GET.get("enterprise", "")).select_related("local_unit").first()
    unit = permissions.own_unit(request.user, chosen)
    initial = {"enterprise": chosen.uscc if chosen else ""}
    form = ProposalForm(request.POST or None, initial=initial, kind=Kind(kind), firms=firms, unit=unit)
    if request.method == "POST" and form.is_valid() and (done := _propose(request, kind, unit, form)):
        return done
    context = {"form": form, "kind": Kind(kind)}
    return render(request, "changes/new.html", context, status=422 if form.errors else 200)


def _propose(request, kind, unit, form):
    firm = form.cleaned_data["enterprise"]
    unit = firm.local_unit if firm.local_unit_id else unit
    try:
        row = workflow.propose(kind, unit, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error("effective_on" if refused.code == "past" else "enterprise", refused.messages)
        return None
    messages.success(request, _("The proposal waits for the district lead."))
    return redirect("changes:proposal", row.pk)


@require_POST
def withdraw(request, pk):
    """Take a proposal back before it is decided."""
    row = get_object_or_404(Proposal.objects.visible_to(request.user).select_related("unit"), pk=pk)
    _allow(permissions.can_withdraw(request.user, row))
    try:
        workflow.withdraw(row, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The proposal is taken back."))
    return redirect("changes:proposal", row.pk)
