"""Callbacks that were given up: seen, and sent again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from portal.common.counting import PAGES
from portal.common.workflow import Refused

from .. import permissions, workflow
from ..models import Callback
from ..tables import DeadTable


@require_safe
def dead_list(request):
    """What no connected system took after the last try."""
    if not permissions.can_replay(request.user):
        raise PermissionDenied
    table = DeadTable(Callback.objects.visible_to(request.user).dead().for_list(), csrf_token=get_token(request))
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "doors/dead.html", {"table": table})


@require_POST
def replay(request, pk):
    """Send one again, under the same event number."""
    if not permissions.can_replay(request.user):
        raise PermissionDenied
    row = get_object_or_404(Callback.objects.visible_to(request.user).select_related("client"), pk=pk)
    try:
        workflow.replay(row, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        words = {"number": row.external_number, "name": row.client}
        messages.success(request, _("%(number)s goes to %(name)s again now.") % words)
    return redirect("doors:dead")
