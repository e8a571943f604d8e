"""The district lead's one queue: what waits for a decision, what changes, and the decision."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from portal.common.counting import PAGES
from portal.common.exports import Sheet, export_page
from portal.common.workflow import Refused

from .. import exports, permissions, workflow
from ..enums import State
from ..filters import ApprovalFilter
from ..forms import DecisionForm
from ..models import Proposal
from ..preview import changes
from ..tables import ProposalTable


def _found(request, permitted):
    if not permitted:
        raise PermissionDenied
    return ApprovalFilter(request.GET, queryset=Proposal.objects.visible_to(request.user).for_list())


@require_safe
def approvals(request):
    """What local units propose, within one's scope; what waits for the decision first of all."""
    found = _found(request, permissions.can_list_approvals(request.user))
    table = ProposalTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {"table": table, "filter": found, "may_export": permissions.can_export(request.user),
               "query": request.GET.urlencode()}  # fmt: skip
    return render(request, "changes/approvals.html", context)


def approvals_export(request):
    """Take the filtered proposals out: asks why, logs it, answers with the file."""
    found = _found(request, permissions.can_export(request.user))
    back = f"{reverse('changes:approvals')}?{request.GET.urlencode()}"
    sheet = Sheet("list", _("Proposals"), exports.header, exports.rows)
    return export_page(request, _("Proposals"), found.qs, [sheet], back=back)


def proposal(request, pk):
    """One proposal: what changes, and the decision of the district lead with its reason."""
    row = get_object_or_404(Proposal.objects.visible_to(request.user).for_list(), pk=pk)
    may_decide = permissions.can_decide(request.user, row)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        if form.is_valid() and (done := _decided(request, row, form)):
            return done
    context = {
        "row": row, "changes": changes(row), "form": form, "waits": row.state == State.PROPOSED,
        "may_decide": may_decide and row.is_open,
        "may_withdraw": row.state == State.PROPOSED and permissions.can_withdraw(request.user, row),
        "in_queue": permissions.can_list_approvals(request.user),
    }  # fmt: skip
    return render(request, "changes/proposal.html", context, status=422 if form.errors else 200)


def _decided(request, row, form):
    """Take the decision; what is not possible stands above the form and None is returned."""
    decide = workflow.approve if "approve" in request.POST else workflow.refuse
    try:
        row = decide(row, by=request.user, decision=form.cleaned_data["decision"])
    except Refused as refused:
        form.add_error(None, refused.messages)
        return None
    words = {"proposal": row, "state": row.get_state_display()}
    messages.success(request, _("%(proposal)s: %(state)s") % words)
    return redirect("changes:proposal", row.pk)
