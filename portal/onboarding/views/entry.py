"""Pages before sign-in: asking for a way in, typing a code, choosing the password. A GET uses nothing up."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal.common.templatetags.words import clock_time
from portal.common.workflow import Refused

from .. import codes, limits, sessions, workflow
from ..adapter import network_of, open_again
from ..addresses import mask_email
from ..enums import ENTRY, Channel, Purpose, Standing
from ..forms import AddressForm, CodeForm, LetterForm, PasswordForm

#: Where the session keeps the number that a code was asked for.
ASKED = "asked"
BACKEND = "portal.accounts.backends.NameOrPhoneBackend"


@login_not_required
@never_cache
def first(request):
    """ "First time here?": a person of a roster starts by himself."""
    return _ask(request, "onboarding/first.html")


@login_not_required
@never_cache
def forgotten(request):
    """A new password for whoever has lost the old one."""
    return _ask(request, "account/password_reset.html")


def _ask(request, template):
    """Take an address and answer the same, whether it is known or not."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        channel, address = form.channel, form.cleaned_data["address"]
        if until := _refused(request, limits.REQUEST_FROM, limits.REQUEST, channel, address):
            form.add_error("address", _("That was often enough for now. Try again after %(time)s, or ask your steward.")
                           % {"time": clock_time(until)})  # fmt: skip
        else:
            workflow.request_entry(channel, address)
            request.session[ASKED] = address
            return redirect("onboarding:sent" if channel == Channel.MAIL else "onboarding:code")
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


def _refused(request, from_network, limit, *parts):
    """Count a try; returns until when it is refused, or None."""
    row, until = limits.take(from_network, network_of(request))
    return until if row is None else limits.take(limit, *parts)[1]


@login_not_required
def sent(request):
    """What happens next after an e-mail was asked for: the same for everybody."""
    return render(request, "onboarding/sent.html", {"demo_messages": settings.DEMO})


@login_not_required
@never_cache
def code(request):
    """Type the code of a text message."""
    form = CodeForm(request.POST or None, initial={"phone": _asked_number(request)})
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        if _refused(request, limits.CODE_FROM, limits.CODE, Channel.SMS, phone):
            form.add_error("code", _("Too many wrong codes. Ask for a new one below, or ask your steward."))
        elif found := workflow.try_code(phone, form.cleaned_data["code"]):
            limits.forget(limits.CODE, Channel.SMS, phone)
            return redirect("onboarding:open", codes.token(found))
        else:
            form.add_error("code", _("This code is wrong or no longer valid. Look at the newest message; "
                                     "after five wrong codes you need a new one."))  # fmt: skip
    context = {"form": form, "asked": _asked_number(request), "demo_messages": settings.DEMO}
    return render(request, "onboarding/code.html", context, status=422 if form.errors else 200)


def _asked_number(request):
    asked = request.session.get(ASKED, "")
    return "" if "@" in asked else asked


@login_not_required
@never_cache
def letter_code(request):
    """Type the code of a letter."""
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row, until = limits.take(limits.CODE_FROM, network_of(request))
        if until:
            form.add_error("code", _("Too many wrong codes. Try again after %(time)s, or ask your steward.")
                           % {"time": clock_time(until)})  # fmt: skip
        elif found := workflow.try_letter(form.cleaned_data["code"]):
            row.delete()
            if found.code_standing == Standing.SPENT:
                return _closed(request, Standing.SPENT)
            return redirect("onboarding:open", codes.token(found))
        else:
            form.add_error("code", _("This code is not right. Look at the letter again; after five wrong codes "
                                     "you need a new letter or a code by text message."))  # fmt: skip
    return render(request, "onboarding/letter_code.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters("password1", "password2")
@login_not_required
@never_cache
def open_account(request, token):
    """Choose a password and be signed in. The page may be opened any number of times, by mail scanners too."""
    found = workflow.by_link(token, *ENTRY)
    if found is None or found.standing != Standing.OPEN:
        return _closed(request, found and found.standing)
    form = PasswordForm(request.POST or None, person=found.person)
    if request.method == "POST" and form.is_valid():
        try:
            person = workflow.choose_password(found, form.cleaned_data["password1"])
        except Refused as refused:
            return _closed(request, found.standing, refused.messages)
        return _let_in(request, person, found.purpose)
    email = mask_email(found.person.email)
    context = {"form": form, "person": found.person, "email": email, "is_new": found.purpose == Purpose.ACTIVATE}
    return render(request, "onboarding/open.html", context, status=422 if form.errors else 200)


def _let_in(request, person, purpose):
    """Sign the person in here, and out everywhere else."""
    login(request, person, backend=BACKEND)
    request.session.set_expiry(0)
    request.session.pop(ASKED, None)
    sessions.end(person, request.session.session_key)
    open_again(request, person)
    is_new = purpose == Purpose.ACTIVATE
    messages.success(request, _("Your account is open. Welcome.") if is_new else _("The new password is set."))
    return redirect("/")


def _closed(request, standing, sentences=()):
    """Say why the link or code opens nothing, and how to get on."""
    context = {"sentences": sentences or [workflow.closed_sentence(standing)], "is_known": standing is not None}
    return render(request, "onboarding/closed.html", context, status=410 if standing else 404)


@login_not_required
@never_cache
def confirm(request, token):
    """Confirm a new e-mail address, on whatever device the mail was opened."""
    found = workflow.by_link(token, Purpose.CHANGE_EMAIL)
    if found is None or found.standing != Standing.OPEN:
        return _closed(request, found and found.standing)
    if request.method == "POST":
        try:
            person = workflow.confirm_address(found)
        except Refused as refused:
            return _closed(request, found.standing, refused.messages)
        messages.success(request, _("%(address)s is now your e-mail address.") % {"address": person.email})
        return redirect("accounts:profile" if request.user == person else "account_login")
    return render(request, "onboarding/confirm.html", {"confirmation": found})
