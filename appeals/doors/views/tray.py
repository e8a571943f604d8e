"""The desk's tray: what was passed on without an enterprise that the registry knows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from appeals.enums import Channel
from enterprises.models import Enterprise
from portal.common.counting import PAGES
from portal.common.once import answered, once
from portal.common.workflow import Refused

from .. import permissions, workflow
from ..forms import AssignForm, EnterForm, RefuseForm, find_enterprises, option_of
from ..models import TrayItem
from ..tables import TrayTable


def _allow(permitted):
    if not permitted:
        raise PermissionDenied


def _fetch(request, pk):
    """The case in the tray; nobody but the desk knows of it."""
    return get_object_or_404(TrayItem.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
def tray(request):
    """What waits, the oldest first."""
    _allow(permissions.can_sort(request.user))
    table = TrayTable(TrayItem.objects.visible_to(request.user).waiting().for_list())
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "doors/tray.html", {"table": table})


def tray_item(request, pk):
    """One case: what was passed on, and whose it is."""
    item = _fetch(request, pk)
    visible = Enterprise.objects.visible_to(request.user)
    form = AssignForm(request.POST or None, visible=visible, initial=_guess(item, visible))
    return _step(
        request, item, form, "doors/tray_item.html", lambda data: workflow.assign(item, by=request.user, **data)
    )


def _guess(item, visible):
    """The enterprise of the registry that fits what was said, when it is one."""
    found = find_enterprises(visible, item.credit_code or item.enterprise_name)
    return {"enterprise": option_of(found[0]) if len(found) == 1 else "", "category": item.category_id}


def tray_enter(request, pk):
    """Enter a firm off the roster, and assign the case to it."""
    item = _fetch(request, pk)
    first = {"code": item.credit_code, "name": item.enterprise_name, "category": item.category_id}
    form = EnterForm(request.POST or None, initial=first)
    return _step(
        request, item, form, "doors/tray_enter.html", lambda data: workflow.enter(item, by=request.user, **data)
    )


def tray_refuse(request, pk):
    """Send a case back to where it came from."""
    item = _fetch(request, pk)
    form = RefuseForm(request.POST or None, by_mail=item.client.channel == Channel.MAILBOX)
    return _step(
        request, item, form, "doors/tray_refuse.html", lambda data: workflow.refuse(item, by=request.user, **data)
    )


def _step(request, item, form, template, act):
    """Show the form; take the step once; a refusal stands in the form with everything that was typed."""
    if address := answered(request):
        return redirect(address)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            address = once(request, lambda: _after(act(form.cleaned_data)))
        except Refused as refused:
            form.add_error(None, refused.messages)
            status = 409
        else:
            messages.success(request, _("Settled: %(title)s") % {"title": item.title})
            return redirect(address)
    return render(request, template, {"item": item, "form": form}, status=status)


def _after(item):
    return item.appeal.get_absolute_url() if item.appeal else item.get_absolute_url()


@require_safe
def firms(request):
    """Suggestions while somebody types the name or code of an enterprise."""
    _allow(permissions.can_sort(request.user))
    typed = request.GET.get("q", "").strip()
    found = find_enterprises(Enterprise.objects.visible_to(request.user), typed) if len(typed) > 1 else []
    return render(request, "doors/_firm_options.html", {"firms": [option_of(one) for one in found]})
