"""The enterprise's code: its poster, the page that it opens, and the place that a first check-in proposes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enterprises.models import Enterprise
from portal.common.workflow import Refused
from portal.onboarding.letters import drawing
from portal.onboarding.wording import page as full_address

from .. import permissions, place_codes, workflow
from ..forms import HereForm
from ..models import CheckIn


def _fetch(request, uscc):
    return get_object_or_404(Enterprise.objects.visible_to(request.user).select_related("local_unit"), uscc=uscc)


@require_safe
def poster(request, uscc):
    """The poster for the lobby, on A4; without a code yet, the button that makes one."""
    firm = _fetch(request, uscc)
    if not permissions.can_see_poster(request.user, firm):
        raise PermissionDenied
    code = place_codes.in_force(firm)
    address = full_address("stewards:check_in", place_codes.token(code)) if code else ""
    context = {"firm": firm, "code": code, "drawing": drawing(address) if code else "",
               "may_replace": permissions.can_replace_poster(request.user, firm)}  # fmt: skip
    return render(request, "stewards/poster.html", context)


@require_POST
def poster_make(request, uscc):
    """Make the enterprise a new code; the poster before does not count any more."""
    firm = _fetch(request, uscc)
    if not permissions.can_replace_poster(request.user, firm):
        raise PermissionDenied
    workflow.make_code(firm, by=request.user)
    messages.success(request, _("The new code is made. Print the poster; the one before does not count any more."))
    return redirect("stewards:poster", firm.uscc)


def check_in(request, token):
    """The page that the code opens: says where one is, and checks in on a press of the button."""
    if not permissions.has_workbench(request.user):
        raise PermissionDenied
    code = place_codes.behind(token)
    wrong = "" if code and not code.revoked_at else _("This code has been replaced. Ask for the new poster.")
    wrong = wrong if code else _("This is no check-in code of the portal.")
    if not wrong and not permissions.can_log_visit(request.user, code.enterprise):
        wrong = _("You do not serve %(enterprise)s today.") % {"enterprise": code.enterprise}
    form = HereForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not wrong and form.is_valid():
        return _checked_in(request, code, form.here() or {}, token)
    status = 422 if form.errors else 404 if code is None else 410 if code.revoked_at else 403 if wrong else 200
    context = {"firm": code.enterprise if code else None, "wrong": wrong, "here": form, "token": token}
    return render(request, "stewards/check_in.html", context, status=status)


def _checked_in(request, code, here, token):
    try:
        workflow.check_in(code.enterprise, by=request.user, **here | {"code": token})
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("stewards:workbench")
    messages.success(request, _("You are checked in at %(firm)s.") % {"firm": code.enterprise})
    return redirect(f"{reverse('stewards:visit_new')}?enterprise={code.enterprise.uscc}")


@require_POST
def take_point(request, pk):
    """Take the place of a first check-in as where the enterprise operates."""
    row = get_object_or_404(CheckIn.objects.visible_to(request.user).select_related("enterprise"), pk=pk)
    if not permissions.can_place(request.user, row.enterprise):
        raise PermissionDenied
    try:
        workflow.take_point(row, by=request.user)
        messages.success(request, _("The place is entered in the registry."))
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("stewards:visit", row.visit_id) if row.visit_id else redirect("stewards:visits")
