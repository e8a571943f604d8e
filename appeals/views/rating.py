"""What the enterprise says of the result. A GET never answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.common.workflow import Refused

from .. import permissions, timeline, workflow
from ..conditions import missing_before_rate, missing_before_reopen
from ..enums import HandlingState
from ..forms import RatingForm, ReopenForm
from ..links import read_token
from .steps import Page, allow, bind, fetch, not_now, take


def rate(request, number):
    """The contact's own word, or what steward or desk write down for the enterprise: marked, and in no rate."""
    appeal = fetch(request, number)
    own = permissions.can_rate(request.user, appeal)
    allow(own or permissions.can_rate_for(request.user, appeal))
    return _answer(request, appeal, request.user, is_proxy=not own)


@login_not_required
def rate_by_link(request, token):
    """The link of the mail about the reply: the same page without signing in. Opening it answers nothing."""
    found = read_token(token)
    if found is None:
        return render(request, "appeals/link_over.html", status=410)
    appeal, person = found
    if request.user.is_authenticated:
        return redirect("appeals:rate", appeal.number)
    return _answer(request, appeal, person, is_by_link=True)


def _answer(request, appeal, person, *, is_proxy=False, is_by_link=False):
    """Rate each unit's reply: five levels, solved or not, a comment; the lead unit's is required."""
    why = missing_before_rate(appeal)
    data = request.POST if request.method == "POST" else None
    rows = [
        (row, RatingForm(data, prefix=f"unit-{row.pk}", handling=row, initial=_said(row))) for row in _replied(appeal)
    ]
    refused, status = [], 200
    if data is not None:
        refused, status = list(why), 409
        if not why and not all(form.is_valid() for _row, form in rows):
            status = 422
        elif not why and not (refused := _rate(appeal, person, rows, is_proxy=is_proxy, keep_open="keep" in data)):
            return _thanks(request, appeal, is_by_link)
    context = {
        "appeal": appeal, "rows": rows, "forms": [form for _row, form in rows], "why": why, "refused": refused,
        "waiting": timeline.waiting_for(appeal), "is_proxy": is_proxy, "is_by_link": is_by_link,
        "closes": next((row.due_at for row in appeal.promises.all() if row.kind == "rating" and row.is_running), None),
    }  # fmt: skip
    return render(request, "appeals/rate.html", context, status=status)


def _thanks(request, appeal, is_by_link):
    if is_by_link:
        return render(request, "appeals/link_thanks.html", {"appeal": appeal})
    messages.success(request, _("Thank you. The units read your rating."))
    return redirect("appeals:detail", appeal.number)


def _said(handling):
    """What was said of this reply so far: it can be changed until the case closes."""
    rating = getattr(handling, "rating", None)
    return {"level": rating.level, "solved": rating.solved, "comment": rating.comment} if rating else {}


def _replied(appeal):
    return [
        row for row in appeal.handlings.all() if row.state == HandlingState.REPLIED and row.round == appeal.round
    ]  # fmt: skip


def _rate(appeal, user, rows, **how):
    """Take the step; the sentences of a refusal, or nothing."""
    answers = [
        (row, int(form.cleaned_data["level"]), form.cleaned_data["solved"], form.cleaned_data["comment"])
        for row, form in rows
        if form.cleaned_data.get("level")
    ]
    try:
        workflow.rate(appeal, by=user, answers=answers, **how)
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
