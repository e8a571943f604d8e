"""What every page of a step shares: fetch what is visible, refuse who may not, show what follows, take the step."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common.once import answered, once
from portal.common.workflow import Refused, possible

from .. import timeline
from ..models import Appeal, Handling
from ..steps import APPEAL_STEPS, HANDLING_STEPS


@dataclass(frozen=True)
class Page:
    """The page of one step. ``after``: what follows, as sentences; ``why``: why it is not possible now."""

    title: str
    button: str
    after: tuple = ()
    why: tuple = ()
    stop: bool = False
    template: str = "appeals/step.html"


def fetch(request, number):
    """The case if this person may see it, with everything its page shows; else 404."""
    return get_object_or_404(Appeal.objects.visible_to(request.user).for_case(), number=number)


def fetch_for_step(request, number):
    """The case if this person may see it, with what a step asks for; else 404."""
    return get_object_or_404(Appeal.objects.visible_to(request.user).for_step(), number=number)


def fetch_handling(request, number, pk):
    """One unit's part of a visible case."""
    handlings = Handling.objects.visible_to(request.user).select_related("unit", "owner", "appeal__enterprise")
    return get_object_or_404(handlings, pk=pk, appeal__number=number)


def allow(permitted):
    """403 for what one may not do."""
    if not permitted:
        raise PermissionDenied


def bind(request, form, **options):
    """The form, with what was sent when something was sent."""
    if request.method == "POST":
        return form(request.POST, request.FILES, **options)
    return form(**options)


def not_now(appeal, name):
    """A sentence when the table does not allow the step from the present state, else nothing."""
    if possible(APPEAL_STEPS, name, appeal.get_state()):
        return []
    return [_("Not possible now: the appeal is “%(state)s”.") % {"state": appeal.get_state().label}]


def not_now_for(handling, name):
    """The same of one unit's part."""
    if possible(HANDLING_STEPS, name, handling.get_state()):
        return []
    return [_("Not possible now: the part of your unit is “%(state)s”.") % {"state": handling.get_state().label}]


def take(request, appeal, page, form, act, *, done, **extra):
    """Show the form; when it was sent and is right, take the step and go to the case with the sentence ``done``.

    A refused step shows its sentences in the form, with status 409 and everything typed still there. The same form sent
    twice is answered once.
    """
    status = 200
    if address := answered(request):
        return redirect(address)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                address = once(request, lambda: _taken(appeal, act, form.cleaned_data))
            except Refused as refusal:
                status = 409
                for sentence in refusal.messages:
                    form.add_error(None, sentence)
            else:
                messages.success(request, done)
                return redirect(address)
    context = {"appeal": appeal, "page": page, "form": form, "waiting": timeline.waiting_for(appeal), **extra}
    return render(request, page.template, context, status=status)


def _taken(appeal, act, data):
    """Take the step; the address of the case."""
    act(data)
    return reverse("appeals:detail", args=[appeal.number])


def at_once(request, act, *, done, to):
    """A step without questions, by POST alone; refused or done, the next page says so."""
    try:
        act()
    except Refused as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect(to)
