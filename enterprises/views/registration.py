"""A firm registers itself, or a person asks to speak for one: public pages, one question group a step.

What was typed waits in the session until it is sent. A code that the registry knows leads to the request to be added;
nobody reads here who the contacts of an enterprise are.
"""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.common.templatetags.words import moment_short
from portal.common.workdays import calendar_warning
from portal.common.workflow import Refused
from portal.onboarding import limits
from portal.onboarding.adapter import network_of
from portal.places.models import District, Town

from .. import access, workflow
from ..conditions import enterprise_with, is_being_checked
from ..enums import RegistrationKind, RegistrationState
from ..forms import (
    ApplicantForm,
    CodeForm,
    ConsentForm,
    ContactCompletionForm,
    FirmCompletionForm,
    FirmForm,
    JoinForm,
    LicenceForm,
)
from ..limits import CODES, SENT_BY, SENT_FROM
from ..models import Industry
from .steps import allow, bind, take

#: Where the session keeps what was typed, and the address of what was sent last.
TYPED, SENT = "registration", "registration_sent"
STEPS = ("firm", "applicant", "licence", "check")
_FORMS = {"firm": FirmForm, "applicant": ApplicantForm}


def public(view):
    """A page without sign-in that no browser and no proxy keeps."""
    return login_not_required(never_cache(view))


def _labels():
    return [_("Code"), _("Enterprise"), _("Applicant"), _("Licence"), _("Check and send")]


def _limited(request, form, field, *tries):
    """Count a try; say when there were too many, and until when."""
    for limit, parts in tries:
        _row, until = limits.take(limit, *parts)
        if until:
            words = {"time": moment_short(until)}
            form.add_error(field, _("That was often enough for now. Try again after %(time)s.") % words)
            return True
    return False


@public
def register(request):
    """The code: a new one begins a registration, a known one leads to the request to be added."""
    form = bind(request, CodeForm, initial=request.session.get(TYPED))
    if request.method == "POST" and form.is_valid() and not _limited(
        request, form, "uscc", (CODES, ("code", network_of(request)))
    ):  # fmt: skip
        code = form.cleaned_data["uscc"]
        typed = request.session.get(TYPED, {})
        request.session[TYPED] = {**(typed if typed.get("uscc") == code else {}), "uscc": code}
        if enterprise_with(code):
            return redirect("enterprises:register_join")
        if is_being_checked(code):
            return render(request, "enterprises/register_open.html", {"code": code})
        return redirect("enterprises:register_step", "firm")
    context = {"form": form, "steps": _labels(), "current": 1}
    return render(request, "enterprises/register.html", context, status=422 if form.errors else 200)


@public
@require_safe
def streets(request):
    """The streets of a district as options, for the form that names both."""
    code = request.GET.get("district", "")
    towns = Town.objects.filter(district=code) if code.isdecimal() else Town.objects.none()
    return render(request, "enterprises/_streets.html", {"towns": towns})


def with_code(view):
    """Pages after the first step: without a code the first step comes first."""

    @wraps(view)
    def begun(request, *args, **kwargs):
        typed = request.session.get(TYPED)
        if not typed:
            return redirect(request.session.get(SENT) or "enterprises:register")
        return view(request, typed, *args, **kwargs)

    return begun


@public
@with_code
def register_step(request, typed, step):
    """One step; what is right is kept and the next one comes."""
    if step not in STEPS:
        raise Http404
    if step == "licence":
        return _licence(request, typed)
    if step == "check":
        return _check(request, typed)
    form = bind(request, _FORMS[step], initial=_initial(typed))
    if request.method == "POST" and form.is_valid():
        kept = {name: getattr(value, "pk", value) for name, value in form.cleaned_data.items()}
        return _go_on(request, typed, kept, step)
    return _show(request, step, {"form": form})


def _initial(typed):
    """What was typed before; the code itself says where the firm is registered (places 3 to 8)."""
    known = typed["uscc"][2:8]
    return {"district": known if District.objects.filter(pk=known).exists() else None, **typed}


def _go_on(request, typed, kept, step):
    request.session[TYPED] = {**typed, **kept}
    following = "check" if "from_check" in request.GET else STEPS[STEPS.index(step) + 1]
    return redirect("enterprises:register_step", following)


def _show(request, step, context):
    place = STEPS.index(step)
    back = STEPS[place - 1] if place else ""
    status = context.pop("status", 422 if context["form"].errors else 200)
    context |= {"steps": _labels(), "current": place + 2, "step": step, "back": back}
    return render(request, f"enterprises/register_{step if step == 'check' else 'step'}.html", context, status=status)


def _licence(request, typed):
    """The licence is checked and kept at once, so that a later fault does not cost it."""
    kept = access.waiting_licence(typed.get("licence"))
    form = bind(request, LicenceForm)
    form.fields["licence"].required = kept is None
    if request.method == "POST" and form.is_valid():
        checked = form.cleaned_data["licence"]
        if checked is None:
            return _go_on(request, typed, {}, "licence")
        if not _limited(request, form, "licence", (SENT_FROM, ("licence", network_of(request)))):
            try:
                return _go_on(request, typed, {"licence": workflow.keep_licence(checked).pk}, "licence")
            except Refused as refusal:  # no room for files
                form.add_error("licence", refusal.messages[0])
    return _show(request, "licence", {"form": form, "kept": kept})


def _check(request, typed):
    """Everything once more, and the consent; sending twice gives one registration."""
    first_open = next((step for step, field in _NEEDED if not typed.get(field)), None)
    licence = access.waiting_licence(typed.get("licence"))
    if first_open or licence is None:
        return redirect("enterprises:register_step", first_open or "licence")
    form, status = bind(request, ConsentForm), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and not _limited(request, form, None, *_sending(request, typed["email"])):
            try:
                return _sent(request, workflow.register_firm(licence=licence, **_facts(typed)))
            except Refused as refusal:
                status = 409
                for sentence in refusal.messages:
                    form.add_error(None, sentence)
    return _show(request, "check", {"form": form, "rows": _answers(typed, licence), "status": status})


#: The step that asks for what cannot be missing.
_NEEDED = (("firm", "town"), ("applicant", "applicant"))


def _sending(request, email):
    return (SENT_FROM, ("send", network_of(request))), (SENT_BY, ("send", email))


def _facts(typed):
    names = ("uscc", "name", "registered_address", "operating_address", "applicant", "position", "phone", "email")
    facts = {name: typed.get(name, "") for name in names}
    return facts | {
        "town": Town.objects.get(pk=typed["town"]), "district_id": typed["district"], "language": get_language(),
        "industry_id": typed.get("industry") or None,
    }  # fmt: skip


def _answers(typed, licence):
    """The answers as ``ui/_summary.html`` shows them: label, value, where to change it."""
    town = Town.objects.select_related("district").get(pk=typed["town"])
    industry = Industry.objects.filter(pk=typed.get("industry") or "").first()
    values = [
        ("firm", _("Name of the enterprise"), typed["name"]),
        ("firm", _("District and street"), f"{town.district} {town}"),
        ("firm", _("Registered address"), typed["registered_address"]),
        ("firm", _("Operating address"), typed.get("operating_address")),
        ("firm", _("Industry"), industry),
        ("applicant", _("Your name"), typed["applicant"]),
        ("applicant", pgettext("job", "Position"), typed.get("position")),
        ("applicant", _("Mobile number"), typed["phone"]),
        ("applicant", _("E-mail"), typed["email"]),
        ("licence", _("Business licence"), licence),
    ]
    rows = [(label, value, f"../{step}/?from_check") for step, label, value in values]
    return [(_("Unified social credit code"), typed["uscc"], "../../"), *rows]


def _sent(request, registration):
    request.session.pop(TYPED, None)
    request.session[SENT] = access.link_of(registration)
    return redirect(request.session[SENT])


@public
@with_code
def register_join(request, typed):
    """Ask to speak for an enterprise that the registry knows."""
    enterprise = enterprise_with(typed["uscc"])
    if enterprise is None:
        return redirect("enterprises:register_step", "firm")
    form, status = bind(request, JoinForm), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and not _limited(request, form, None, *_sending(request, form.cleaned_data["email"])):
            facts = {name: value for name, value in form.cleaned_data.items() if name != "consent"}
            try:
                return _sent(request, workflow.register_contact(enterprise, language=get_language(), **facts))
            except Refused as refusal:
                status = 409
                for sentence in refusal.messages:
                    form.add_error(None, sentence)
    return render(request, "enterprises/register_join.html", {"form": form, "enterprise": enterprise}, status=status)


# --- Afterwards, by the link that only the applicant has --------------------------------------------------------------
def _behind(token):
    registration = access.registration_behind(token)
    if registration is None:
        raise Http404
    return registration


@public
@require_safe
def registration_status(request, token):
    """What became of it, what comes next and by when."""
    registration = _behind(token)
    context = {
        "registration": registration, "token": token, "is_firm": registration.kind == RegistrationKind.FIRM,
        "just_sent": request.session.get(SENT) == request.path and registration.state == RegistrationState.SUBMITTED,
        "warning": calendar_warning(registration.due_at.date()),
        "link": request.build_absolute_uri(request.path),
    }  # fmt: skip
    return render(request, "enterprises/registration_status.html", context)


@public
def registration_complete(request, token):
    """Answer what was asked; everything may be written anew."""
    registration = _behind(token)
    allow(registration.state == RegistrationState.RETURNED)
    is_firm = registration.kind == RegistrationKind.FIRM
    form_class = FirmCompletionForm if is_firm else ContactCompletionForm
    initial = {name: getattr(registration, name) for name in form_class.base_fields if hasattr(registration, name)}
    form = bind(request, form_class, initial=initial)

    def act(data):
        checked = data.pop("licence", None)
        licence = workflow.keep_licence(checked) if checked else None
        return workflow.complete(registration, licence=licence, **data)

    return take(
        request, form, act, template="enterprises/registration_complete.html",
        context={"registration": registration, "back": access.link_of(registration)},
        done=_("Thank you. It is being checked again."), to=access.link_of(registration),
    )  # fmt: skip


@public
def registration_withdraw(request, token):
    """Take it back, after asking."""
    registration = _behind(token)
    back = access.link_of(registration)
    allow(registration.is_open)
    if request.method == "POST":
        try:
            workflow.withdraw(registration)
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect(back)
    return render(request, "enterprises/registration_withdraw.html", {"registration": registration, "back": back})
