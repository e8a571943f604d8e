"""Bringing others in: who has activated, invitations, letters."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from portal.common.counting import PAGES
from portal.common.workflow import Refused

from .. import letters, workflow
from ..circles import circle_of, circles, places_of
from ..enums import Channel
from ..filters import STATES, PeopleFilter
from ..tables import PersonTable, buttons


def _circle(request, values):
    circle = circle_of(request.user, values.get("circle", ""))
    if circle is None:
        raise PermissionDenied
    return circle


def people(request):
    """Who of those in one's care has activated, and who has not."""
    circle = _circle(request, request.GET)
    found = PeopleFilter(request.GET, queryset=circle.people.order_by("pk"))
    counts = found.counts()
    everybody = _("Everybody here has activated.") if found.state == "waiting" and not counts["waiting"] else None
    table = PersonTable(found.qs, circle=circle, empty_text=everybody)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "circle": circle, "table": table, "filter": found, "waiting": counts["waiting"], "buttons": buttons(),
        "circles": [(one.label, f"?{urlencode({'circle': one.key})}", one.key == circle.key)
                    for one in circles(request.user)],
        "views": [{"label": label, "url": f"?{urlencode({'circle': circle.key, 'state': key})}",
                   "count": counts[key], "current": key == found.state} for key, label in STATES.items()],
    }  # fmt: skip
    return render(request, "onboarding/people.html", context)


@require_POST
def send(request):
    """Invite the people ticked, by e-mail or text message; or make their letters and show them."""
    channel, ids = request.POST.get("channel", ""), [one for one in request.POST.getlist("person") if one.isdecimal()]
    inside = places_of(request.user, [int(one) for one in ids][: letters.MOST])
    if channel not in Channel.values or not inside:
        raise Http404
    chosen = workflow.people(inside)
    if channel == Channel.LETTER:
        return _print(request, workflow.write_letters(chosen, by=request.user))
    if len(inside) > 1:
        _tell(request, workflow.invite_many(chosen, by=request.user, channel=Channel(channel)))
        return redirect(_back(request))
    try:
        person = chosen.get()
        workflow.invite(person, Channel(channel), by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("A message is on its way to %(name)s.") % {"name": person})
    return redirect(_back(request))


def _print(request, rows):
    if not rows:
        messages.error(request, _("Everybody whom you ticked has activated already; no letter is needed."))
        return redirect(_back(request))
    return redirect(f"{reverse('onboarding:letters')}?{urlencode({'of': [row.pk for row in rows]}, doseq=True)}")


def _back(request):
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours else reverse("onboarding:people")


def _tell(request, sent):
    """Say how many were invited, and why not the others."""
    words = [ngettext("%(n)s person was invited.", "%(n)s people were invited.", sent.mail + sent.sms)
             % {"n": sent.mail + sent.sms}]  # fmt: skip
    if sent.recently:
        words.append(ngettext("%(n)s had a message within the last day.", "%(n)s had a message within the last day.",
                              sent.recently) % {"n": sent.recently})  # fmt: skip
    if sent.unreachable:
        words.append(ngettext("%(n)s cannot be reached this way; print a letter.",
                              "%(n)s cannot be reached this way; print letters.",
                              sent.unreachable) % {"n": sent.unreachable})  # fmt: skip
    messages.success(request, " ".join(words))


def send_all(request):
    """Invite everybody of a circle who has not activated yet, after a page that says how many."""
    circle = _circle(request, request.POST or request.GET)
    waiting = circle.people.filter(activated_at=None)
    if request.method == "POST":
        _tell(request, workflow.invite_many(waiting, by=request.user))
        return redirect(f"{reverse('onboarding:people')}?{urlencode({'circle': circle.key})}")
    return render(request, "onboarding/send_all.html", {"circle": circle, "count": waiting.count()})


@never_cache
def letter_list(request):
    """The sheets to print. Reading them changes nothing; each letter counts until it is used or a newer one is made."""
    numbers = [int(one) for one in request.GET.getlist("of") if one.isdecimal()]
    found = letters.sheets(request.user, numbers)
    if not found:
        raise Http404
    context = {"sheets": found, "languages": [code for code, _name in settings.LANGUAGES], "now": timezone.now()}
    return render(request, "onboarding/letters.html", context)
