"""Joining: what one was writing becomes a supplement of the appeal that the own firm already has."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.common.workflow import Refused

from ... import permissions as case_permissions
from ... import workflow as casework
from ...enums import OPEN_STATES, AppealState
from ...models import Appeal
from .. import workflow
from .steps import allow

#: What a page of writing sends along, and how much of it is kept.
TYPED = {"title": 80, "text": 4000}


def join(request, pk, number):
    """Show what will be added to the open appeal, and do it; words typed on the page before are kept first."""
    rows = Appeal.objects.visible_to(request.user).select_related("enterprise")
    draft = get_object_or_404(rows, pk=pk)
    target = get_object_or_404(rows, number=number, enterprise=draft.enterprise_id)
    allow(
        case_permissions.can_edit_draft(request.user, draft) and case_permissions.can_supplement(request.user, target)
    )
    if draft.state == AppealState.WITHDRAWN:
        raise Http404
    if request.method != "POST":
        possible = draft.state == AppealState.DRAFT and target.state in OPEN_STATES
        context = {"draft": draft, "target": target, "possible": possible}
        return render(request, "problems/join.html", context)
    try:
        if "confirm" not in request.POST:
            return _kept(request, draft)
        workflow.join(draft, target, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(draft)
    messages.success(request, _("Your words stand in the open appeal; the draft is put aside."))
    return redirect(target)


def _kept(request, draft):
    """Keep what was typed, then show the page of joining."""
    typed = {name: request.POST[name][:most] for name, most in TYPED.items() if name in request.POST}
    if typed:
        casework.save_draft(draft, by=request.user, **typed)
    return redirect(request.path)
