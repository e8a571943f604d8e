"""A research visit is planned, changed and called off; what reached the enterprises is seen before."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.workflow import Refused
from stewards.burden import reached

from .. import permissions, workflow
from ..burden import budgets
from ..enums import ResearchState, StopState
from ..forms import CancelForm, Offer, PlanForm, instant, stops_form
from ..models import ResearchVisit


def research_new(request):
    """Plan a research visit; what reached the enterprises this month is shown before it is planned."""
    if not permissions.can_plan(request.user):
        raise PermissionDenied
    offer = Offer.to(request.user)
    firm = offer.find(request.GET.get("enterprise", ""))
    first = [{"enterprise": firm.uscc}] if firm else []
    form = PlanForm(request.POST or None, user=request.user)
    stops = stops_form(request.POST or None, offer, first)

    def plan(said, pairs):
        unit = request.acting.unit if request.acting else None
        row = workflow.plan(by=request.user, unit=unit, stops=pairs, **said)
        messages.success(request, _("The research visit is planned. The enterprises and their stewards are told."))
        return row

    known = {firm.pk: firm} if firm else {}
    return _page(request, form, stops, known, plan, {"title": _("Plan a research visit"), "go": _("Plan it")})


def research_change(request, pk):
    """Change the plan; whoever is concerned is told once more."""
    row = _changeable(request, pk)
    offer = Offer.to(request.user)
    coming = list(row.stops.exclude(state=StopState.DROPPED).select_related("enterprise"))
    first = [{"enterprise": one.enterprise.uscc, "at": timezone.localtime(one.at).time()} for one in coming]
    starts, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    said = {name: getattr(row, name) for name in ("purpose", "leader", "leader_name", "leader_office", "others")}
    said |= {"day": starts.date(), "starts": starts.time(), "ends": ends.time(), "meeting_point": row.meeting_point,
             "companions": list(row.companions.all())}  # fmt: skip
    form = PlanForm(request.POST or None, user=request.user, initial=said)
    stops = stops_form(request.POST or None, offer, first)

    def change(said, pairs):
        changed = workflow.change(row, by=request.user, stops=pairs, **said)
        messages.success(request, _("The plan is changed. Whoever is concerned is told."))
        return changed

    known = {one.enterprise_id: one.enterprise for one in coming}
    context = {"title": _("Change the research visit"), "go": _("Save the changes"), "research": row}
    return _page(request, form, stops, known, change, context)


def _page(request, form, stops, known, act, context):
    """Show the plan; sent, right and with the burden seen, take the step. ``known``: enterprises already seen."""
    is_sent = request.method == "POST"
    is_right = is_sent and form.is_valid() & stops.is_valid()
    firms = known | {one.pk: one for one, _at in stops.pairs} if is_right else known
    seen = set(request.POST.get("seen", "").split()) | {one.uscc for one in known.values()}
    unseen = {one.uscc for one in firms.values()} - seen
    if is_right and not unseen:
        said = form.said
        day = form.cleaned_data["day"]
        try:
            return redirect(act(said, [(one, instant(day, at)) for one, at in stops.pairs]))
        except Refused as refused:
            form.add_error(None, refused.messages)
    counts = reached(firms, budgets=budgets(firms.values()))
    context |= {
        "form": form, "stops": stops, "is_new_to_reader": is_right and bool(unseen),
        "burdens": [(one, counts[one.pk]) for one in firms.values()], "seen": " ".join(sorted(seen | unseen)),
    }  # fmt: skip
    wrong = form.errors or stops.total_error_count()
    return render(request, "research/plan.html", context, status=422 if wrong else 200)


def _changeable(request, pk):
    """A plan that this person may change: 404 for who may not see it, 403 for who may not change it (any more)."""
    row = get_object_or_404(ResearchVisit.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change(request.user, row) or row.state != ResearchState.PLANNED:
        raise PermissionDenied
    return row


def research_cancel(request, pk):
    """Call the research visit off, with a reason."""
    row = _changeable(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.cancel(row, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("The research visit is cancelled. Whoever is concerned is told."))
            return redirect(row)
    context = {"research": row, "form": form, "title": _("Cancel the research visit"), "go": _("Cancel it"),
               "stops_it": True}  # fmt: skip
    return render(request, "research/step.html", context, status=422 if form.errors else 200)
