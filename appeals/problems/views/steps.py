"""What the pages of this app share: the form of a step, taken once; the numbers that were ticked."""

from django.contrib import messages
from django.shortcuts import redirect, render

from portal.common.once import answered, once
from portal.common.workflow import Refused

from ...models import Appeal
from ...views.steps import allow

#: How many appeals are gathered at once at most.
MOST = 50


def take(request, form, act, *, heading, go, done, back, **extra):
    """Show the form of a step; sent and right, take it once and go on to what ``act(data)`` returns.

    Refused: 409 with the sentence and everything typed; wrong input: 422.
    """
    if address := answered(request):
        return redirect(address)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                address = once(request, lambda: act(form.cleaned_data))
            except Refused as refused:
                status = 409
                form.add_error(None, refused.messages)
            else:
                messages.success(request, done)
                return redirect(address)
    back = back if isinstance(back, str) else back.get_absolute_url()
    context = {"form": form, "heading": heading, "go": go, "back": back, **extra}
    return render(request, "problems/step.html", context, status=status)


def picked(request):
    """The appeals that were ticked, by number, as far as the person may see them."""
    sent = request.POST if request.method == "POST" else request.GET
    numbers = [number for number in sent.getlist("pick") if "\x00" not in number][:MOST]
    found = Appeal.objects.visible_to(request.user).filter(number__in=numbers)
    return list(found.select_related("enterprise", "category").order_by("pk"))


__all__ = ["MOST", "allow", "picked", "take"]
