"""Follow a case without an account: ask for a code, type it, read the case for half an hour in this browser."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from appeals import ledger, timeline
from portal.common.templatetags.words import clock_time
from portal.onboarding import limits
from portal.onboarding.adapter import network_of

from . import delivery, tasks, workflow
from .forms import FollowCodeForm, FollowForm

#: Where the session keeps what a code was asked for, and which case is open until when.
ASKED, OPEN = "follow_asked", "follow_open"
OPEN_FOR = timedelta(minutes=30)


@login_not_required
@never_cache
def ask(request):
    """The number of the case and an address; the answer is the same whether or not they belong together."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, address = form.cleaned_data["number"], form.cleaned_data["address"]
        if until := _refused(request, limits.REQUEST_FROM, limits.REQUEST, number, address):
            form.add_error("address", _("That was often enough for now. Try again after %(time)s, or call 12345.")
                           % {"time": clock_time(until)})  # fmt: skip
        else:
            workflow.ask(number, form.channel, address)
            tasks.deliver.delay_on_commit()
            request.session[ASKED] = [number, address]
            return redirect("tracking:code")
    return render(request, "tracking/ask.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
def code(request):
    """The code from the message; it opens its case once."""
    if ASKED not in request.session:
        return redirect("tracking:ask")
    number, address = request.session[ASKED]
    form = FollowCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _refused(request, limits.CODE_FROM, limits.CODE, number, address):
            form.add_error("code", _("Too many wrong codes. Wait an hour, or call 12345."))
        elif appeal := workflow.open_with(number, address, form.cleaned_data["code"]):
            return _opened(request, appeal, number, address)
        else:
            form.add_error("code", _("This code is wrong or no longer valid. Look at the newest message; "
                                     "after five wrong codes you need a new one."))  # fmt: skip
    context = {"form": form, "number": number, "address": address, "demo_code": _demo_code(number, address)}
    return render(request, "tracking/code.html", context, status=422 if form.errors else 200)


def _refused(request, from_network, limit, *parts):
    """Count a try; returns until when it is refused, or None."""
    row, until = limits.take(from_network, "follow", network_of(request))
    return until if row is None else limits.take(limit, "follow", *parts)[1]


def _opened(request, appeal, number, address):
    limits.forget(limits.CODE, "follow", number, address)
    request.session.cycle_key()
    request.session.pop(ASKED)
    request.session[OPEN] = {appeal.number: (timezone.now() + OPEN_FOR).isoformat()}
    return redirect("tracking:case", appeal.number)


def _demo_code(number, address):
    """In a demo no message leaves the portal: its words stand on the page."""
    row = workflow.waiting_code(number, address) if settings.DEMO else None
    return delivery.sentence(row) if row else ""


@login_not_required
@never_cache
@require_safe
def case(request, number):
    """The case as its enterprise reads it, without files and without acts; whose half hour is over asks anew."""
    until = parse_datetime(request.session.get(OPEN, {}).get(number, "")) or timezone.now()
    appeal = workflow.opened(number) if until > timezone.now() else None
    if appeal is None:
        return redirect("tracking:ask")
    context = {
        "appeal": appeal, "waiting": timeline.waiting_for(appeal), "entries": timeline.told_outside(appeal),
        "promises": ledger.promise_lines(appeal), "until": until,
    }  # fmt: skip
    return render(request, "tracking/case.html", context)


@login_not_required
@require_POST
def end(request):
    """Nobody who uses this browser next reads the case."""
    request.session.pop(OPEN, None)
    return redirect("tracking:ask")
