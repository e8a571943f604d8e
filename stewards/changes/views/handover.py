"""A steward leaves: what is open at each enterprise, who takes it, and what the next one took over."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from enterprises.models import Enterprise
from portal.common import hooks
from portal.common.workflow import Refused
from stewards import permissions as stewardship
from stewards.distribution import bundle
from stewards.models import Assignment, Steward

from .. import preview, workflow
from ..enums import Kind
from ..forms import HandoverForm, TakerForm


def _checklist(user, enterprise_ids):
    """``{enterprise id: [HandoverItem]}``."""
    found = defaultdict(list)
    for item in hooks.handover_items(user, enterprise_ids):
        found[item.enterprise_id].append(item)
    return found


def handover(request, staff_no):
    """Prepare the hand-over as general steward, or put it in force as district lead."""
    stewards = Steward.objects.visible_to(request.user).serving().select_related("user", "unit")
    steward = get_object_or_404(stewards, staff_no=staff_no)
    direct = stewardship.can_hand_over(request.user, steward)
    if not direct and not stewardship.can_prepare_handover(request.user, steward):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = HandoverForm(data, direct=direct)
    rows, found = _rows(request, steward, data)
    step = next((step for step in ("apply", "check") if step in request.POST), "edit")
    valid = step != "edit" and _valid(form, rows, found)
    if valid and step == "apply" and (done := _take(request, steward, form, rows, direct)):
        return done
    ready = valid and not form.errors and not any(row.errors for row in rows)
    context = {"steward": steward, "form": form, "rows": rows, "direct": direct,
               "refused": step != "edit" and any(row.errors for row in rows)}  # fmt: skip
    page = "changes/handover_check.html" if ready else "changes/handover.html"
    return render(request, page, context, status=422 if step != "edit" and not ready else 200)


def _rows(request, steward, data):
    """A form for each enterprise, with a proposal who takes it and its checklist; and the bundle behind them."""
    served = Assignment.objects.visible_to(request.user).open().filter(steward=steward)
    found = bundle(Enterprise.objects.visible_to(request.user).filter(pk__in=served.values("enterprise")).for_list())
    items = _checklist(request.user, [one.pk for one in found.enterprises])
    best, rows = found.propose(leaving=steward.pk), []
    for one in found.enterprises:
        initial = {"steward": getattr(best.get(one.pk), "pk", "")}
        row = TakerForm(data, prefix=one.uscc, initial=initial, bundle=found, enterprise=one, leaving=steward)
        row.items, row.is_left_over = items[one.pk], best.get(one.pk) is None
        rows.append(row)
    return rows, found


def _valid(form, rows, found):
    """Whether everything is filled in and fits under the cap; what does not stands beside its row."""
    if not all([form.is_valid(), *[row.is_valid() for row in rows]]):
        return False
    refusals = found.refusals([(row.enterprise, row.taker) for row in rows])
    for row in rows:
        if sentence := refusals.get(row.enterprise.pk):
            row.add_error("steward", sentence)
    return not refusals


def _take(request, steward, form, rows, direct):
    """Put it in force or propose it; what is not possible any more stands above the form and None is returned."""
    pairs, words = [(row.enterprise, row.taker) for row in rows], form.cleaned_data
    try:
        if direct:
            row = workflow.hand_over(steward, pairs, by=request.user, reason=words["reason"])
        else:
            facts = {"from_steward": steward, "takers": pairs, **words}
            row = workflow.propose(Kind.HANDOVER, steward.unit, by=request.user, **facts)
    except Refused as refused:
        form.add_error(None, refused.messages)
        return None
    done = _("The hand-over is in force.") if direct else _("The proposal waits for the district lead.")
    messages.success(request, done)
    return redirect("changes:proposal", row.pk)


@require_safe
def taken_over(request):
    """What the person, or the steward whom the liaison officer helps, took over lately, with what is open there."""
    if not stewardship.has_workbench(request.user):
        raise PermissionDenied
    mine = Q(steward__user=request.user.pk)
    mine |= Q(steward__in=request.user.liaison_for.filter(ended_on=None).values("steward"))
    rows = list(preview.taken_over(Assignment.objects.visible_to(request.user).filter(mine)))
    items = _checklist(request.user, [row.enterprise_id for row in rows])
    for row in rows:
        row.items = items[row.enterprise_id]
    return render(request, "changes/taken_over.html", {"rows": rows})
