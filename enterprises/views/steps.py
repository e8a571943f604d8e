"""What the pages of a step share: bind the form, take the step, say a refusal beside what was typed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from portal.common.workflow import Refused


def allow(permitted):
    """403 for what one may not do."""
    if not permitted:
        raise PermissionDenied


def bind(request, form, **options):
    """The form, with what was sent when something was sent."""
    if request.method == "POST":
        return form(request.POST, request.FILES, **options)
    return form(**options)


def take(request, form, act, *, template, context, done, to):
    """Show the form; when it was sent and is right, take the step ``act(cleaned_data)`` and go to ``to``.

    A refused step shows its sentences in the form, with status 409 and everything typed still there. ``to`` is an
    address, or a function of what the step returned.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                result = act(form.cleaned_data)
            except Refused as refusal:
                status = 409
                for sentence in refusal.messages:
                    form.add_error(None, sentence)
            else:
                messages.success(request, done)
                return redirect(to(result) if callable(to) else to)
    return render(request, template, {"form": form, **context}, status=status)
