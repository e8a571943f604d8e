"""What the enterprise says of the result. A GET never answers."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.common.workflow import Refused

from .. import permissions, timeline, workflow
from ..conditions import missing_before_rate, missing_before_reopen
from ..enums import HandlingState
from ..forms import RatingForm, ReopenForm
from .steps import Page, allow, bind, fetch, not_now, take


def rate(request, number):
    """Rate each unit's reply: five levels, solved or not, a comment; the lead unit's is required."""
    appeal = fetch(request, number)
    allow(permissions.can_rate(request.user, appeal))
    why = missing_before_rate(appeal)
    data = request.POST if request.method == "POST" else None
    rows = [(row, RatingForm(data, prefix=f"unit-{row.pk}", handling=row)) for row in _replied(appeal)]
    refused, status = [], 200
    if data is not None:
        refused, status = list(why), 409
        if not why and not all(form.is_valid() for _row, form in rows):
            status = 422
        elif not why and not (refused := _rate(appeal, request.user, rows)):
            messages.success(request, _("Thank you. The units read your rating."))
            return redirect("appeals:detail", appeal.number)
    context = {
        "appeal": appeal, "rows": rows, "forms": [form for _row, form in rows], "why": why, "refused": refused,
        "waiting": timeline.waiting_for(appeal),
    }  # fmt: skip
    return render(request, "appeals/rate.html", context, status=status)


def _replied(appeal):
    return [
        row for row in appeal.handlings.all() if row.state == HandlingState.REPLIED and row.round == appeal.round
    ]  # fmt: skip


def _rate(appeal, user, rows):
    """Take the step; the sentences of a refusal, or nothing."""
    answers = [
        (row, int(form.cleaned_data["level"]), form.cleaned_data["solved"], form.cleaned_data["comment"])
        for row, form in rows
        if form.cleaned_data.get("level")
    ]
    try:
        workflow.rate(appeal, by=user, answers=answers)
    except Refused as refusal:
        return refusal.messages
    return []


def reopen(request, number):
    """Not helped: back into handling, with what is still missing."""
    appeal = fetch(request, number)
    allow(permissions.can_reopen(request.user, appeal))
    why = tuple(not_now(appeal, "reopen") or missing_before_reopen(appeal))
    page = Page(
        _("Reopen the appeal"), _("Reopen"), why=why,
        after=(_("The same lead unit takes it up again, with new promises from today."),),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, ReopenForm),
        lambda data: workflow.reopen(appeal, by=request.user, **data), done=_("Reopened."),
    )  # fmt: skip
