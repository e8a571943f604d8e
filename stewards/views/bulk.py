"""Several enterprises change their steward at once: choose, check, put in force in one transaction."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enterprises.filters import EnterpriseFilter
from enterprises.models import Enterprise
from portal.common.workflow import Refused

from .. import permissions, workflow
from ..distribution import MOST, Bundle, bundle
from ..forms import END, BulkForm, BulkRowForm
from ..models import Assignment, Steward

#: Where the session keeps who served before the last change in bulk: ``{code: staff number or ""}``.
LAST = "stewards_before_last_move"


@dataclass
class Chosen:
    """What the page is about: the enterprises, the steward whom they leave, and what may not or did not come along."""

    bundle: Bundle
    leaving: Steward | None = None
    before: dict = field(default_factory=dict)
    left_out: int = 0
    more: int = 0


def assign_many(request):
    """Choose stewards for several enterprises, see what would change, and put it in force."""
    if not permissions.can_assign_any(request.user):
        raise PermissionDenied
    chosen = _chosen(request)
    if not chosen.bundle.enterprises:
        messages.info(request, _("Tick the key enterprises of your district whose steward you want to change."))
        return redirect("enterprises:list")
    data = request.POST if request.method == "POST" else None
    form = BulkForm(data, initial={"reason": _("Taking back the last change") if chosen.before else ""})
    rows = _rows(request, chosen, data)
    step = next((step for step in ("apply", "check") if step in request.POST), "edit")
    pairs = _pairs(chosen.bundle, form, rows) if step != "edit" else None
    if pairs and step == "apply" and (done := _apply(request, chosen, form, rows, pairs)):
        return done
    ready = bool(pairs) and not _refused(form, rows)
    context = {
        "form": form, "rows": rows, "chosen": chosen, "stewards": _offered(chosen), "pairs": pairs,
        "refused": any(row.errors for row in rows), "picked": set(request.GET.getlist("by")), "most": MOST,
        "misfits": sum(row.is_left_over for row in rows),
    }  # fmt: skip
    page = "stewards/assign_check.html" if ready else "stewards/assign_many.html"
    return render(request, page, context, status=422 if step != "edit" and not ready else 200)


# --- What was chosen -------------------------------------------------------------------------------------------------
def _chosen(request):
    """The enterprises that were ticked, that a steward hands over, that a filter finds, or of the last change."""
    visible = Enterprise.objects.visible_to(request.user)
    leaving, before = None, {}
    if number := request.GET.get("from"):
        leaving = get_object_or_404(Steward.objects.visible_to(request.user), staff_no=number)
        rows = Assignment.objects.visible_to(request.user).open().filter(steward=leaving)
        wanted = visible.filter(pk__in=rows.values("enterprise"))
    elif request.GET.get("undo"):
        before = request.session.get(LAST, {})
        wanted = visible.filter(uscc__in=before)
    elif request.GET.get("all"):
        wanted = EnterpriseFilter(request.GET, queryset=visible).qs
    else:
        sent = request.POST if request.method == "POST" else request.GET
        wanted = visible.filter(uscc__in=sent.getlist("pick"))
    may = permissions.assignable(request.user, wanted).for_list()
    number, allowed = wanted.count(), may.count()
    return Chosen(bundle(may[:MOST]), leaving, before, number - allowed, max(0, allowed - MOST))


def _offered(chosen):
    return [one for one in chosen.bundle.stewards if one != chosen.leaving]


def _rows(request, chosen, data):
    by = {int(key) for key in request.GET.getlist("by") if key.isdecimal()}
    leaving = chosen.leaving.pk if chosen.leaving else None
    proposed = {} if chosen.before else chosen.bundle.propose(chosen=by, leaving=leaving)
    if request.GET.get("end"):
        proposed = {}
    rows = []
    for one in chosen.bundle.enterprises:
        initial = {"steward": _initial(request, chosen, proposed, one)}
        row = BulkRowForm(data, prefix=one.uscc, initial=initial, bundle=chosen.bundle, enterprise=one)
        row.is_left_over = data is None and one.pk in proposed and proposed[one.pk] is None
        rows.append(row)
    return rows


def _initial(request, chosen, proposed, enterprise):
    served = chosen.bundle.served_by(enterprise)
    if chosen.before:
        number = chosen.before.get(enterprise.uscc, "")
        return next((one.pk for one in chosen.bundle.stewards if one.staff_no == number), END if served else "")
    if request.GET.get("end"):
        return END if served else ""
    best = proposed.get(enterprise.pk)
    return best.pk if best and best != served else ""


# --- What becomes of it ----------------------------------------------------------------------------------------------
def _refused(form, rows):
    return bool(form.errors) or any(row.errors for row in rows)


def _pairs(found, form, rows):
    """The changes of the valid rows; what cannot be stands as an error beside its row."""
    valid = [row.is_valid() for row in rows]
    if not all([form.is_valid(), *valid]):
        return []
    pairs = [row.change for row in rows if row.change]
    if not pairs:
        form.add_error(None, _("Nothing would change: choose a new steward for one enterprise at least."))
    refusals = found.refusals(pairs)
    for row in rows:
        if sentence := refusals.get(row.enterprise.pk):
            row.add_error("steward", sentence)
    return pairs


def _apply(request, chosen, form, rows, pairs):
    """Put the changes in force, all or none; a lost race stands beside its row and None is returned."""
    if _refused(form, rows):
        return None
    before = {one.uscc: getattr(chosen.bundle.served_by(one), "staff_no", "") for one, _steward in pairs}
    try:
        workflow.move(pairs, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refused:
        late = getattr(refused, "enterprise", None)
        row = next((row for row in rows if row.enterprise == late), None)
        if row:
            row.add_error("steward", refused.messages)
        else:
            form.add_error(None, refused.messages)
        return None
    request.session[LAST] = before
    n = len(pairs)
    done = ngettext("%(n)d enterprise: the change is in force.", "%(n)d enterprises: the change is in force.", n)
    undo = f"{reverse('stewards:assign_many')}?undo=1"
    text = format_html('{} <a href="{}">{}</a>', done % {"n": n}, undo, _("Take it back"))
    messages.success(request, text)
    return redirect("stewards:detail", chosen.leaving.staff_no) if chosen.leaving else redirect("enterprises:list")
