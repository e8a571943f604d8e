from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from enterprises.models import Enterprise
from portal.common import hooks
from portal.common.counting import PAGES
from portal.common.exports import export_page
from portal.common.workflow import Refused

from .. import exports, permissions
from ..cadence import overdue_contacts
from ..filters import StewardFilter
from ..forms import AssignForm
from ..imports import STEWARDS
from ..models import Assignment, Steward
from ..tables import StewardTable
from ..unit_view import overdue_promises, unit_views
from ..workbench import cards, figures, loads, overdue, own_page


def workbench(request):
    """The day of a steward, a liaison officer or a general steward: what is due, then whom they serve."""
    if not permissions.has_workbench(request.user):
        raise PermissionDenied
    items = hooks.by_urgency(hooks.due_items(request.user, request.acting))
    mine = cards(request.user)
    context = {
        "today": timezone.localdate(),
        "items": items,
        "overdue": overdue(items),
        "loads": loads(request.user, request.acting),
        "cards": mine,
        "me": own_page(request.user, [card.enterprise for card in mine]),
        "figures": figures(request.user, request.acting, mine),
        "overview": unit_views(request.user),
    }
    return render(request, "stewards/workbench.html", context)


def _filtered(request):
    if not permissions.can_list(request.user):
        raise PermissionDenied
    visible = Steward.objects.visible_to(request.user).serving().with_load().for_list()
    return StewardFilter(request.GET, queryset=visible)


def steward_list(request):
    """Stewards within one's scope, with their loads."""
    found = _filtered(request)
    table = StewardTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {"table": table, "filter": found, "may_export": permissions.can_export(request.user),
               "query": request.GET.urlencode(), "may_ask": permissions.can_ask_what_if(request.user)}  # fmt: skip
    return render(request, "stewards/list.html", context)


def steward_export(request):
    """Take the filtered stewards out: asks why, logs it, answers with the file."""
    if not permissions.can_export(request.user):
        raise PermissionDenied
    back = f"{reverse('stewards:list')}?{request.GET.urlencode()}"
    sheets = exports.steward_sheets(request.user, STEWARDS)
    return export_page(request, _("Stewards"), _filtered(request).qs, sheets, back=back)


def steward_detail(request, staff_no):
    """One steward: the enterprises served now and before."""
    if not permissions.can_list(request.user):
        raise PermissionDenied
    visible = Steward.objects.visible_to(request.user).with_load().for_list()
    steward = get_object_or_404(visible, staff_no=staff_no)
    assignments = Assignment.objects.visible_to(request.user).filter(steward=steward).for_list()
    context = {
        "steward": steward,
        "now": [row for row in assignments if not row.ended_at],
        "before": [row for row in assignments if row.ended_at],
        "liaison": steward.liaisons.filter(ended_on=None).select_related("user").first(),
        "may_hand_over": permissions.can_hand_over(request.user, steward),
        "may_prepare": permissions.can_prepare_handover(request.user, steward) and not steward.ended_on,
    }
    return render(request, "stewards/detail.html", context)


@require_safe
def steward_late(request, staff_no):
    """What is overdue with one steward: first contacts, contacts by the cadence, promises of visits."""
    if not permissions.can_list(request.user):
        raise PermissionDenied
    steward = get_object_or_404(Steward.objects.visible_to(request.user).serving().for_list(), staff_no=staff_no)
    contacts = overdue_contacts(Assignment.objects.visible_to(request.user).open().filter(steward=steward))
    context = {
        "steward": steward, "firsts": [one for one in contacts if one.is_first],
        "contacts": [one for one in contacts if not one.is_first], "promises": overdue_promises(steward),
    }  # fmt: skip
    return render(request, "stewards/late.html", context)


def assign(request, uscc):
    """Put a steward in force for an enterprise: the district lead alone (guideline art. 10)."""
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), uscc=uscc)
    if not permissions.can_assign(request.user, enterprise):
        raise PermissionDenied
    visible = Assignment.objects.visible_to(request.user)
    current = visible.open().filter(enterprise=enterprise).select_related("steward__user").first()
    form = AssignForm(request.POST or None, enterprise=enterprise, current=current)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(by=request.user)
        except Refused as refused:
            form.add_error("steward", refused.messages)
        else:
            messages.success(request, _("%(enterprise)s: the change is in force.") % {"enterprise": enterprise})
            return redirect("enterprises:detail", enterprise.uscc)
    context = {"form": form, "enterprise": enterprise, "current": current, "room": form.room}
    return render(request, "stewards/assign.html", context, status=422 if form.errors else 200)
