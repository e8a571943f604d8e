"""The first page of every role."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone

from portal.common import hooks

from ..providers import WORKBENCH

#: How many things the home page lists; the rest is one click away.
FIRST = 20


@login_not_required
def home(request):
    """Sign-in, or the home page of the role: what is due first, figures second."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.acting and request.acting.role in WORKBENCH:
        return redirect("stewards:workbench")
    due = hooks.by_urgency(hooks.due_items(request.user, request.acting))
    everything = "all" in request.GET
    context = {
        "today": timezone.localdate(),
        "items": due if everything else due[:FIRST],
        "due_count": len(due),
        "more": 0 if everything else max(0, len(due) - FIRST),
        "cards": hooks.home_cards(request.user, request.acting),
    }
    return render(request, "cockpit/home.html", context)
