"""The desk's counter and telephone: what somebody says becomes an appeal, and the caller hears its number."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from appeals.models import Appeal
from enterprises.models import Enterprise
from portal.common.once import answered, once
from portal.common.workflow import Refused

from .. import permissions, workflow
from ..forms import TakeInForm, TakeInNewForm


def take_in(request):
    """For an enterprise of the registry."""
    visible = Enterprise.objects.visible_to(request.user)
    return _page(request, TakeInForm, workflow.take_in, "doors/take_in.html", visible=visible)


def take_in_new(request):
    """For a firm that the registry does not know yet."""
    return _page(request, TakeInNewForm, workflow.take_in_new, "doors/take_in_new.html")


def _page(request, form_class, act, template, **options):
    """Show the form; when it was sent and is right, make the appeal once and show its number."""
    if not permissions.can_take_in(request.user):
        raise PermissionDenied
    if address := answered(request):
        return redirect(address)
    form = form_class(request.POST or None, **options)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            return redirect(once(request, lambda: _done(act(by=request.user, **form.cleaned_data))))
        except Refused as refused:
            form.add_error(None, refused.messages)
            status = 409
    return render(request, template, {"form": form}, status=status)


def _done(appeal):
    return reverse("doors:taken_in", args=[appeal.number])


@require_safe
def taken_in(request, number):
    """The number to tell the caller, and what happens next."""
    if not permissions.can_take_in(request.user):
        raise PermissionDenied
    appeal = get_object_or_404(Appeal.objects.visible_to(request.user).select_related("enterprise"), number=number)
    follow_page = f"{settings.SITE_URL}{reverse('tracking:ask')}"
    return render(request, "doors/taken_in.html", {"appeal": appeal, "follow_page": follow_page})
