"""The desk: claim, dispatch one case or several at once, add and take back units, decline."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Unit
from portal.accounts.people import units_away
from portal.common import hooks
from portal.common.workflow import Refused

from .. import deadlines, permissions, workflow
from ..conditions import missing_before_dispatch, missing_before_ruling
from ..enums import AppealState, Difficulty, PromiseKind
from ..forms import BulkForm, BulkRowForm, DeclineForm, DispatchForm, JointForm, ReasonForm, RulingForm, find_units
from ..models import Appeal
from .steps import Page, allow, at_once, bind, fetch, fetch_for_step, fetch_handling, not_now, not_now_for, take

#: How many cases are dispatched at once at most.
MOST_AT_ONCE = 25


def _back(request, appeal):
    """The list that the button stood in, if it is ours; else the case."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return appeal.get_absolute_url()


@require_POST
def claim(request, number):
    """Take a case of the queue for oneself."""
    appeal = fetch(request, number)
    allow(permissions.can_claim(request.user, appeal))
    return at_once(
        request, lambda: workflow.claim(appeal, by=request.user), to=_back(request, appeal),
        done=_("Claimed: %(title)s") % {"title": appeal.title},
    )  # fmt: skip


@require_POST
def release(request, number):
    """Put a claimed case back."""
    appeal = fetch(request, number)
    allow(permissions.can_release(request.user, appeal))
    return at_once(
        request, lambda: workflow.release(appeal, by=request.user), to=_back(request, appeal),
        done=_("Back in the queue: %(title)s") % {"title": appeal.title},
    )  # fmt: skip


def dispatch(request, number):
    """Send the case to its lead unit and joint units; the dates that will be promised stand on the page."""
    appeal = fetch_for_step(request, number)
    allow(permissions.can_dispatch(request.user, appeal))
    page = Page(
        _("Dispatch"), _("Dispatch"), why=tuple(missing_before_dispatch(appeal)), template="appeals/dispatch.html",
        after=(_("The units are told now, and the enterprise reads to whom its appeal went."),),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, DispatchForm, initial=_initial(appeal) | _taken(request)),
        lambda data: _dispatch(appeal, request.user, data), done=_("Dispatched."),
        units=_near(appeal), promised=_promised(appeal), returned=_returned(appeal),
        sections=hooks.dispatch_sections(request.user, appeal),
    )  # fmt: skip


def arbitrate(request, number):
    """Rule on a case that two units gave back; the ruling binds."""
    appeal = fetch_for_step(request, number)
    allow(permissions.can_arbitrate(request.user, appeal))
    page = Page(
        _("Rule on whose case it is"), _("Rule"), why=tuple(missing_before_ruling(appeal)),
        template="appeals/dispatch.html",
        after=(
            _("The unit is told now and cannot give the case back."),
            _("Nobody owns it? The district's government, and at last the street, take it: never nobody."),
        ),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, RulingForm, initial=_initial(appeal) | _taken(request)),
        lambda data: _rule(appeal, request.user, data), done=_("Ruled, and dispatched."),
        units=_near(appeal), promised=_promised(appeal), returned=_returned(appeal),
        sections=hooks.dispatch_sections(request.user, appeal),
    )  # fmt: skip


def _rule(appeal, user, data):
    keep = {key: data[key] for key in ("lead", "joint", "difficulty", "ruling")}
    return workflow.arbitrate(appeal, by=user, **keep)


def _dispatch(appeal, user, data):
    keep = {key: data[key] for key in ("lead", "joint", "difficulty", "comment")}
    return workflow.dispatch(appeal, by=user, **keep)


def _near(appeal):
    """Units to suggest before anything is typed: of the enterprise's district and of the whole city."""
    district = Q(district=appeal.enterprise.service_district_id)
    city = Q(district=None) & ~Q(kind=UnitKind.GOVERNMENT)
    return _with_absence(Unit.objects.handling().filter(district | city).order_by("-district", "name")[:60])


def _with_absence(units):
    """Say of each unit until when all its handlers are away (None: somebody is there)."""
    units = list(units)
    gone = units_away([unit.pk for unit in units], Role.HANDLER)
    for unit in units:
        unit.away_until = gone.get(unit.pk)
    return units


def _returned(appeal):
    return [row for row in appeal.handlings.all() if row.returned_at and row.state == "returned"]


def _promised(appeal):
    """The dates that a dispatch now would promise: ``[(what, instant)]``."""
    now = timezone.now()
    kinds = [
        (PromiseKind.TAKE_ON, "", _("taking on or returning")),
        (PromiseKind.FIRST_CONTACT, "", _("first contact")),
        (PromiseKind.FINAL_REPLY, Difficulty.GENERAL, _("final reply, general")),
        (PromiseKind.FINAL_REPLY, Difficulty.DIFFICULT, _("final reply, difficult")),
    ]
    limits = deadlines.limits_for(
        [(kind, difficulty or appeal.difficulty) for kind, difficulty, _label in kinds],
        category_id=appeal.category_id, level=appeal.enterprise.level, on=timezone.localdate(now),
    )  # fmt: skip
    return [(label, deadlines.due_at(limit, now)) for (*_kind, label), limit in zip(kinds, limits, strict=True)]


@require_safe
def unit_options(request):
    """Suggestions while somebody types the name of a unit: options for the list behind the field."""
    typed = request.GET.get("q", "").strip()
    units = _with_absence(find_units(typed)) if len(typed) > 1 else []
    return render(request, "appeals/_unit_options.html", {"units": units})


def decline(request, number):
    """The desk declines, with the reason and where to go."""
    appeal = fetch(request, number)
    allow(permissions.can_decline(request.user, appeal))
    page = Page(
        _("Decline the appeal"), _("Decline"), stop=True, why=tuple(not_now(appeal, "decline")),
        after=(_("The appeal ends. The enterprise reads the reason and where to go instead."),),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, DeclineForm),
        lambda data: workflow.decline(appeal, by=request.user, **data), done=_("Declined."),
    )  # fmt: skip


def add_joint(request, number):
    """Ask one more unit to take part."""
    appeal = fetch(request, number)
    allow(permissions.can_add_joint(request.user, appeal))
    in_handling = appeal.state == AppealState.IN_HANDLING
    page = Page(
        _("Add a joint unit"), _("Add"), template="appeals/dispatch.html",
        why=() if in_handling else (_("Units can be added while the appeal is in handling."),),
        after=(_("The unit gets its own promises from today. The lead unit waits for its part."),),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, JointForm),
        lambda data: workflow.add_joint(appeal, by=request.user, **data), done=_("Joint unit added."),
        units=_near(appeal),
    )  # fmt: skip


def recall(request, number, pk):
    """The desk takes the case back from one unit."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_recall(request.user, handling))
    appeal = fetch(request, number)
    after = _("The case waits for dispatch again.") if handling.is_lead else _("The lead unit goes on without it.")
    page = Page(
        _("Take back from %(unit)s") % {"unit": handling.unit}, _("Take back"), stop=True,
        why=tuple(not_now_for(handling, "end")), after=(_("The unit reads your reason."), after),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, ReasonForm),
        lambda data: workflow.recall(handling, by=request.user, **data), done=_("Taken back."),
    )  # fmt: skip


# --- Several at once -------------------------------------------------------------------------------------------------
def dispatch_many(request):
    """Dispatch the ticked cases: one unit for all, or one each. What fails stays on the page with its reason."""
    allow(permissions.is_desk(request.user))
    sent = request.POST if request.method == "POST" else request.GET
    numbers = sent.getlist("pick")[:MOST_AT_ONCE]
    found = Appeal.objects.visible_to(request.user).for_list().filter(number__in=numbers)
    cases = list(found.select_related("enterprise__service_district"))
    if not cases:
        messages.info(request, _("Tick the cases that you want to dispatch."))
        return redirect("appeals:list")
    data = request.POST if request.method == "POST" else None
    form = BulkForm(data)
    rows = [(one, BulkRowForm(data, prefix=one.number, initial=_initial(one))) for one in cases]
    done = _dispatch_rows(request.user, form, rows) if data is not None else []
    left = [(one, row) for one, row in rows if one not in done]
    context = {"form": form, "rows": left, "done": done, "units": _near(cases[0]), "bad": [row for _one, row in left]}
    if done:
        text = ngettext("%(n)d case dispatched", "%(n)d cases dispatched", len(done)) % {"n": len(done)}
        messages.success(request, text)
    return render(request, "appeals/dispatch_many.html", context, status=422 if data is not None and left else 200)


def _initial(appeal):
    suggested = appeal.suggested_unit and appeal.suggested_unit.successor
    return {"lead": suggested, "difficulty": appeal.difficulty}


def _taken(request):
    """The lead unit of a suggestion that was taken with one click."""
    return {"lead": request.GET["lead"]} if request.GET.get("lead") else {}


def _dispatch_rows(user, form, rows):
    """Dispatch every row that can be; the others get their errors. Returns the dispatched cases."""
    done = []
    valid = form.is_valid()
    for appeal, row in rows:
        if not row.is_valid() or not valid:
            continue
        lead = row.cleaned_data["lead"] or form.cleaned_data["for_all"]
        if lead is None:
            row.add_error("lead", _("Choose the unit."))
            continue
        try:
            workflow.dispatch(appeal, by=user, lead=lead, difficulty=row.cleaned_data["difficulty"])
        except Refused as refusal:
            row.add_error(None, " ".join(refusal.messages))
        else:
            done.append(appeal)
    return done
