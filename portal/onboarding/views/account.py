"""Pages of one's own account: addresses, and the devices that are signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from portal.common.templatetags.words import clock_time
from portal.common.workflow import Refused

from .. import demo, limits, sessions, workflow
from ..enums import Purpose
from ..forms import NewAddressForm, PhoneCodeForm


@sensitive_post_parameters("password")
@never_cache
def change_email(request):
    """Ask for another e-mail address; the link in the mail to it puts it in force."""
    return _change(request, Purpose.CHANGE_EMAIL)


@sensitive_post_parameters("password")
@never_cache
def change_phone(request):
    """Ask for another mobile number; the code sent to it puts it in force."""
    return _change(request, Purpose.CHANGE_PHONE)


def _change(request, purpose):
    form = NewAddressForm(request.POST or None, person=request.user, purpose=purpose)
    if request.method == "POST" and form.is_valid():
        _row, until = limits.take(limits.REQUEST, "own", request.user.pk)
        if until:
            form.add_error("address", _("That was often enough for now. Try again after %(time)s.")
                           % {"time": clock_time(until)})  # fmt: skip
        else:
            workflow.ask_for_address(request.user, purpose, form.cleaned_data["address"])
            if purpose == Purpose.CHANGE_PHONE:
                return redirect("onboarding:confirm_phone")
            return render(request, "onboarding/email_asked.html", {"address": form.cleaned_data["address"],
                                                                   "demo_messages": settings.DEMO})  # fmt: skip
    context = {"form": form, "is_email": purpose == Purpose.CHANGE_EMAIL}
    return render(request, "onboarding/change_address.html", context, status=422 if form.errors else 200)


@never_cache
def confirm_phone(request):
    """Type the code that was sent to the new number."""
    form = PhoneCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = workflow.try_phone_code(request.user, form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", refused.messages)
        else:
            if person:
                messages.success(request, _("%(phone)s is now your mobile number.") % {"phone": person.phone})
                return redirect("accounts:profile")
            form.add_error(
                "code", _("This code is wrong or no longer valid; after five wrong codes you need a new one.")
            )
    context = {"form": form, "demo_messages": settings.DEMO}
    return render(request, "onboarding/confirm_phone.html", context, status=422 if form.errors else 200)


def session_list(request):
    """Where one is signed in."""
    devices = sessions.of_person(request.user, request)
    return render(request, "usersessions/usersession_list.html", {"devices": devices})


@require_POST
def session_end(request):
    """Sign out on one other device, or on all others."""
    chosen = request.POST.get("device", "")
    if not (chosen.isdecimal() or chosen == "others"):
        raise Http404
    ended = sessions.end(request.user, request.session.session_key, None if chosen == "others" else int(chosen))
    if not ended and chosen != "others":
        raise Http404
    words = ngettext("%(count)s other device is signed out.", "%(count)s other devices are signed out.", ended)
    messages.success(request, words % {"count": ended})
    return redirect("onboarding:sessions")


@login_not_required
def demo_messages(request):
    """What the portal would have sent to people of the demo; there is no such page outside demo mode."""
    if not settings.DEMO:
        raise Http404
    return render(request, "onboarding/demo_messages.html", {"rows": demo.messages()})
