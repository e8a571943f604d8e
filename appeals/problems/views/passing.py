"""Cases that need a rule of a higher level: passed up, listed while they wait, answered."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from portal.common.counting import PAGES

from ...views.steps import fetch
from .. import conditions, permissions, workflow
from ..filters import PassedUpFilter
from ..forms import AWAITED, HigherAnswerForm, PassUpForm
from ..models import PassedUp
from ..tables import PassedUpTable
from .steps import allow, take


@require_safe
def passed_list(request):
    """What was passed up; without a filter, the earliest awaited answers first."""
    allow(permissions.can_list_passed_up(request.user))
    rows = PassedUp.objects.visible_to(request.user).select_related("appeal__enterprise")
    found = PassedUpFilter(request.GET, queryset=rows.order_by("answered_on", "awaited_until", "pk"))
    table = PassedUpTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "problems/passed.html", {"table": table, "filter": found})


def pass_up(request, number):
    """Record that the case was passed up."""
    appeal = fetch(request, number)
    allow(permissions.can_pass_up(request.user, appeal))
    today = timezone.localdate()
    form = PassUpForm(request.POST or None, initial={"passed_on": today, "awaited_until": today + AWAITED})
    return take(
        request, form, lambda data: workflow.pass_up(appeal, by=request.user, **data) and appeal.get_absolute_url(),
        heading=_("Pass up"), go=_("Record"), back=appeal, back_label=appeal.number, over=appeal.title,
        done=_("Recorded: the enterprise reads that an answer is awaited."),
        why=conditions.missing_before_passing_up(appeal),
    )  # fmt: skip


def record(request, pk):
    """Write down what the higher level answered."""
    rows = PassedUp.objects.visible_to(request.user).select_related("appeal__enterprise")
    row = get_object_or_404(rows.prefetch_related("appeal__handlings"), pk=pk)
    allow(permissions.can_pass_up(request.user, row.appeal))
    form = HigherAnswerForm(request.POST or None, initial={"answered_on": timezone.localdate()})
    return take(
        request, form,
        lambda data: workflow.record_answer(row, by=request.user, **data) and row.appeal.get_absolute_url(),
        heading=_("Answer of %(body)s") % {"body": row.body}, go=_("Record"), back=row.appeal,
        back_label=row.appeal.number, over=row.appeal.title, done=_("Recorded: the enterprise reads the answer."),
        why=[_("An answer is already recorded.")] if row.answered_on else [], said=row.asked,
    )  # fmt: skip
