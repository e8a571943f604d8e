"""Who stands in for whom: today, later, and before; planned, changed and ended by the general steward."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.enums import Role
from portal.accounts.permissions import unit_ids
from portal.common.workflow import Refused

from . import permissions, workflow
from .forms import CoverForm, UntilForm
from .models import Cover

#: How many covers that are over the page shows.
LAST = 20


def _allow(permitted):
    if not permitted:
        raise PermissionDenied


def _fetch(request, pk):
    return get_object_or_404(Cover.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
def cover_list(request):
    """The covers that concern one: running, to come, and the last ones that are over."""
    _allow(permissions.can_list(request.user))
    visible = Cover.objects.visible_to(request.user).for_list()
    parts = [
        ("running", _("Today"), visible.running()),
        ("later", _("Later"), visible.to_come().order_by("started_on", "pk")),
        ("over", _("Over"), visible.over()[:LAST]),
    ]
    rows = [(name, label, list(part)) for name, label, part in parts]
    led = set(unit_ids(request.user, Role.GENERAL))
    context = {"parts": rows, "any": any(part for _name, _label, part in rows), "led": led,
               "may_plan": permissions.can_plan(request.user)}  # fmt: skip
    return render(request, "covers/list.html", context)


def cover_new(request):
    """Plan a cover among the stewards of one's unit."""
    _allow(permissions.can_plan(request.user))
    first = {"steward": request.GET.get("steward", ""), "started_on": request.GET.get("from") or timezone.localdate(),
             "ended_on": request.GET.get("until", "")}  # fmt: skip
    form = CoverForm(request.POST or None, units=unit_ids(request.user, Role.GENERAL), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            cover = workflow.plan(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.messages)
        else:
            words = {"deputy": cover.deputy, "steward": cover.steward}
            messages.success(request, _("%(deputy)s stands in for %(steward)s; everybody concerned is told.") % words)
            return redirect("covers:list")
    return render(request, "covers/new.html", {"form": form}, status=422 if form.errors else 200)


def cover_change(request, pk):
    """Prolong or shorten a cover."""
    cover = _fetch(request, pk)
    _allow(permissions.can_decide(request.user, cover.steward))
    form = UntilForm(request.POST or None, initial={"ended_on": cover.ended_on})
    if request.method == "POST" and form.is_valid():
        try:
            workflow.change(cover, by=request.user, ended_on=form.cleaned_data["ended_on"])
        except Refused as refused:
            form.add_error("ended_on", refused.messages)
        else:
            messages.success(request, _("The new end is entered; everybody concerned is told."))
            return redirect("covers:list")
    return render(request, "covers/change.html", {"form": form, "cover": cover}, status=422 if form.errors else 200)


@require_POST
def cover_end(request, pk):
    """End a cover now."""
    cover = _fetch(request, pk)
    _allow(permissions.can_decide(request.user, cover.steward))
    try:
        workflow.end(cover, by=request.user)
        messages.success(request, _("The cover has ended."))
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("covers:list")
