"""Answers published without names: searched by everybody who is signed in, written by the desk."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from portal.common.counting import PAGES

from ...views.steps import fetch
from .. import conditions, permissions, workflow
from ..filters import AnswerFilter
from ..forms import PublishForm, WhyForm
from ..models import PublishedAnswer
from ..tables import AnswerTable
from .steps import allow, take


@require_safe
def answer_list(request):
    """The published answers, by words and category."""
    allow(permissions.can_read_answers(request.user))
    found = AnswerFilter(request.GET, queryset=PublishedAnswer.objects.visible_to(request.user).for_list())
    table = AnswerTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "problems/answers.html", {"table": table, "filter": found})


def _fetch(request, pk):
    return get_object_or_404(PublishedAnswer.objects.visible_to(request.user).select_related("category"), pk=pk)


@require_safe
def answer(request, pk):
    """One answer; where it came from is for the desk alone."""
    row = _fetch(request, pk)
    desk = permissions.can_publish(request.user)
    return render(
        request, "problems/answer.html", {"answer": row, "desk": desk, "origin": row.appeal if desk else None}
    )


def publish(request, number):
    """Publish the answer of a case; what tells the firm stands beside the form."""
    appeal = fetch(request, number)
    allow(permissions.can_publish(request.user))
    reply = next((row for row in appeal.handlings.all() if row.is_lead and row.reply), None)
    first = {
        "question": appeal.title, "answer": reply.reply if reply else "", "clause": reply.clause if reply else "",
        "category": appeal.category_id,
    }  # fmt: skip
    form = PublishForm(request.POST or None, initial=first)
    return take(
        request, form, lambda data: workflow.publish(appeal, by=request.user, **data).get_absolute_url(),
        heading=_("Publish the answer without names"), go=_("Publish"), back=appeal, back_label=appeal.number,
        done=_("Published: everybody with the same matter finds it now."),
        why=conditions.missing_before_publish(appeal),
        telling=conditions.names_of(appeal.enterprise), said=appeal.text, over=appeal.title,
    )  # fmt: skip


def withdraw(request, pk):
    """Take an answer back."""
    row = _fetch(request, pk)
    allow(permissions.can_publish(request.user))
    return take(
        request, WhyForm(request.POST or None),
        lambda data: workflow.withdraw_answer(row, by=request.user, **data).get_absolute_url(),
        heading=_("Withdraw the answer"), go=_("Withdraw"), back=row, back_label=_("The answer"),
        done=_("Withdrawn: only the desk still sees it."), over=row.question, stop=True,
    )  # fmt: skip
