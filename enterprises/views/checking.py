"""Who answers for a street checks the firms that register there; the main contact decides on further contacts."""

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from portal.common.checked_files import hand_out
from portal.common.counting import PAGES
from portal.common.workdays import calendar_warning
from portal.common.workflow import possible

from .. import permissions, workflow
from ..conditions import missing_before_approval, same_telephone, similar_enterprises
from ..enums import OPEN_REGISTRATION, RegistrationKind, RegistrationState
from ..forms import ReasonForm
from ..models import Registration
from ..steps import REGISTRATION_STEPS
from ..tables import RegistrationTable
from ..timeline import entries_of
from .steps import allow, bind, take

VIEWS = {
    "check": (gettext_lazy("To check"), [RegistrationState.SUBMITTED]),
    "applicant": (gettext_lazy("With the applicant"), [RegistrationState.RETURNED]),
    "over": (gettext_lazy("Decided"), [state for state in RegistrationState if state not in OPEN_REGISTRATION]),
}


@require_safe
def registration_list(request):
    """Registrations of one's unit or district: what waits for a check, what waits for the applicant, what is over."""
    if not permissions.can_see_registrations(request.user):
        raise PermissionDenied
    chosen = request.GET.get("view", "")
    chosen = chosen if chosen in VIEWS else "check"
    visible = Registration.objects.visible_to(request.user)
    table = RegistrationTable(visible.filter(state__in=VIEWS[chosen][1]).for_list(chosen == "over"))
    RequestConfig(request, paginate=PAGES).configure(table)
    views = [
        {"label": label, "url": f"?view={name}", "current": name == chosen, "count": None}
        for name, (label, _states) in VIEWS.items()
    ]
    return render(request, "enterprises/registrations.html", {"table": table, "views": views})


def _fetch(request, pk):
    visible = Registration.objects.visible_to(request.user)
    return get_object_or_404(visible.for_list(), pk=pk)


def _back(registration):
    return reverse("enterprises:registration", args=[registration.pk])


@require_safe
def registration(request, pk):
    """What the applicant wrote, what it looks like in the registry, what happened, and what can be decided."""
    row = _fetch(request, pk)
    decides = permissions.can_decide(request.user, row)
    is_firm = row.kind == RegistrationKind.FIRM
    context = {
        "registration": row, "is_firm": is_firm, "may_decide": decides and row.is_open,
        "may_approve": decides and possible(REGISTRATION_STEPS, "approve", row.get_state()),
        "missing": missing_before_approval(row) if row.state == RegistrationState.SUBMITTED else [],
        "sees_applicant": decides, "licences": row.licences.all(),
        "similar": similar_enterprises(row) if is_firm else [], "same_phone": same_telephone(row),
        "entries": entries_of(row), "warning": calendar_warning(row.due_at.date()),
        "lists": permissions.can_see_registrations(request.user),
        "manages": not is_firm and permissions.can_manage_contacts(request.user, row.enterprise),
    }  # fmt: skip
    return render(request, "enterprises/registration.html", context)


@require_safe
def registration_licence(request, pk, licence):
    """A scan of the licence, for who checks it; no browser runs it."""
    row = _fetch(request, pk)
    allow(permissions.can_see_applicant(request.user, row))
    found = get_object_or_404(row.licences, pk=licence)
    return hand_out(found)


def registration_approve(request, pk):
    """Let the firm or the contact in, after asking."""
    row = _fetch(request, pk)
    allow(permissions.can_decide(request.user, row))
    is_firm = row.kind == RegistrationKind.FIRM
    after = [
        _("The enterprise enters the registry without a level: it needs no steward, its cases fall to the local unit."),
        _("The applicant becomes its main contact."),
    ] if is_firm else [_("The applicant reads and writes for the enterprise from then on.")]  # fmt: skip
    page = {"title": _("Approve"), "button": _("Approve"),
            "after": [*after, _("A message goes out with which the password is set.")]}  # fmt: skip
    return take(
        request, bind(request, Form), lambda data: workflow.approve(row, by=request.user),
        template="enterprises/registration_step.html",
        context={"registration": row, "page": page, "missing": missing_before_approval(row), "back": _back(row)},
        done=_("Approved."), to=_back(row),
    )  # fmt: skip


def registration_ask(request, pk):
    """Ask the applicant for something."""
    page = {"title": _("Ask for completion"), "button": _("Ask"),
            "after": [_("The applicant reads this by mail and answers over the link in it."),
                      _("The time limit begins anew with the answer.")]}  # fmt: skip
    return _with_reason(request, pk, page, workflow.ask, _("The applicant is asked."))


def registration_refuse(request, pk):
    """Refuse, with the reason."""
    page = {"title": _("Refuse the registration"), "button": _("Refuse"), "stop": True,
            "after": [_("The applicant reads the reason by mail. A new registration stays possible.")]}  # fmt: skip
    return _with_reason(request, pk, page, workflow.refuse, _("Refused."))


def _with_reason(request, pk, page, step, done):
    row = _fetch(request, pk)
    allow(permissions.can_decide(request.user, row))
    return take(
        request, bind(request, ReasonForm), lambda data: step(row, by=request.user, reason=data["reason"]),
        template="enterprises/registration_step.html",
        context={"registration": row, "page": page, "back": _back(row)}, done=done, to=_back(row),
    )  # fmt: skip
