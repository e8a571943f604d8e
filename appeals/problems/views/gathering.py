"""Similar cases for staff, and common problems: gathered, ranked, answered once, closed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from portal.common.counting import PAGES
from portal.common.exports import Sheet, export_page
from portal.common.workflow import Refused

from ...views.steps import fetch
from .. import exports, permissions, similar, workflow
from ..enums import ProblemState
from ..filters import ProblemFilter
from ..forms import LeadAnswerForm, ProblemForm, WhyForm
from ..models import Problem, ProblemMember
from ..tables import TONES, ProblemTable
from .steps import allow, picked, take

#: How many members the page of a problem shows.
SHOWN = 200
REDIRECT = 302


@require_safe
def similar_cases(request, number):
    """Cases like this one, as far as one may see them; ticked ones become a common problem."""
    appeal = fetch(request, number)
    allow(permissions.can_see_similar(request.user, appeal))
    context = {
        "appeal": appeal, "rows": similar.cases(request.user, appeal),
        "answers": similar.answers(appeal.title, appeal.text, appeal.category_id),
        "may_gather": permissions.can_gather(request.user), "problems": _open_problems(request.user),
    }  # fmt: skip
    return render(request, "problems/similar.html", context)


def _open_problems(user):
    """Problems to which further cases can be added, the latest first."""
    if not permissions.can_gather(user):
        return []
    rows = Problem.objects.visible_to(user).exclude(state=ProblemState.CLOSED).order_by("-pk")[:30]
    return [row for row in rows if permissions.can_manage(user, row)]


def _found(request):
    allow(permissions.can_list_problems(request.user))
    return ProblemFilter(request.GET, queryset=Problem.objects.visible_to(request.user).for_list())


@require_safe
def problem_list(request):
    """The common problems, ranked by members and burden."""
    found = _found(request)
    table = ProblemTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "table": table, "filter": found, "may_export": permissions.can_export(request.user),
        "query": request.GET.urlencode(), "may_gather": permissions.can_gather(request.user),
    }  # fmt: skip
    return render(request, "problems/list.html", context)


def export(request):
    """Take the members of the filtered problems out: asks why, logs it, answers with the file."""
    allow(permissions.can_export(request.user))
    back = f"{reverse('problems:list')}?{request.GET.urlencode()}"
    sheet = Sheet("list", _("Common problems"), exports.header, exports.rows_for(request.user))
    return export_page(request, _("Common problems"), _found(request).qs, [sheet], back=back)


def new(request):
    """Gather the ticked cases in a new common problem."""
    allow(permissions.can_gather(request.user))
    rows = picked(request)
    first = {"title": rows[0].title} if rows else {}
    return take(
        request, ProblemForm(request.POST or None, initial=first),
        lambda data: workflow.gather(by=request.user, appeals=rows, **data).get_absolute_url(),
        heading=_("New common problem"), go=_("Gather"), back=reverse("problems:list"), picked=rows, has_units=True,
        back_label=_("Common problems"), done=_("Gathered: the lead unit can answer for all of them."),
        why=[] if rows else [_("Tick the cases in the list of appeals, or on the page of similar cases of a case.")],
    )  # fmt: skip


def _fetch(request, number):
    rows = Problem.objects.visible_to(request.user).select_related("lead_unit", "district", "created_by", "answered_by")
    return get_object_or_404(rows.with_burden(), number=number)


@require_safe
def problem(request, number):
    """One problem: the cause, the answer, and whom it reached."""
    row, user = _fetch(request, number), request.user
    members = ProblemMember.objects.visible_to(user).filter(problem=row).select_related(
        "appeal__enterprise", "added_by", "removed_by"
    )  # fmt: skip
    here = list(members.here()[:SHOWN])
    left = row.members.to_reach().exists()
    answers = permissions.can_answer(user, row)
    context = {
        "problem": row, "tone": TONES[row.state], "members": here, "hidden": row.n_members - len(here),
        "removed": members.exclude(removed_at=None)[:SHOWN],
        "may_manage": permissions.can_manage(user, row) and row.state != ProblemState.CLOSED,
        "may_answer": answers and row.state == ProblemState.OPEN,
        "may_deliver": answers and left and row.state == ProblemState.ANSWERED,
    }  # fmt: skip
    return render(request, "problems/problem.html", context)


def _of(request, number):
    row = _fetch(request, number)
    return row, {"back": row, "back_label": row.number, "over": row.title}


@require_POST
def add(request, number):
    """Add the ticked cases to the problem."""
    row = _fetch(request, number)
    allow(permissions.can_manage(request.user, row))
    try:
        workflow.add_members(row, by=request.user, appeals=picked(request))
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Added to the common problem."))
    return redirect(row)


def remove(request, number, pk):
    """Take a case out again, with the reason."""
    row, words = _of(request, number)
    allow(permissions.can_manage(request.user, row))
    member = get_object_or_404(ProblemMember.objects.visible_to(request.user).here().filter(problem=row), pk=pk)
    return take(
        request, WhyForm(request.POST or None),
        lambda data: workflow.remove_member(member, by=request.user, **data) and row.get_absolute_url(),
        heading=_("Take %(number)s out") % {"number": member.appeal.number}, go=_("Take out"), stop=True,
        done=_("Taken out of the common problem."), **words,
    )  # fmt: skip


def give_answer(request, number):
    """The lead unit answers once; every member is reached, each in a transaction of its own."""
    row, words = _of(request, number)
    allow(permissions.can_answer(request.user, row))
    response = take(
        request, LeadAnswerForm(request.POST or None),
        lambda data: workflow.answer(row, by=request.user, **data) and row.get_absolute_url(),
        heading=_("Answer for all members"), go=_("Answer"), done=_("Answered; the page shows whom it reached."),
        after=[
            _("Cases that your unit has taken on get it as the reply, and each enterprise rates its own."),
            _("The others read it as a message of your unit."),
        ],
        why=[] if row.state == ProblemState.OPEN else [_("The answer has been given, or the problem is closed.")],
        **words,
    )  # fmt: skip
    if response.status_code == REDIRECT:
        workflow.deliver(row, by=request.user)
    return response


@require_POST
def deliver(request, number):
    """Carry the answer to those it has not reached yet."""
    row = _fetch(request, number)
    allow(permissions.can_answer(request.user, row))
    try:
        reached, failed = workflow.deliver(row, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        text = _("Reached now: %(reached)d. Not reached: %(failed)d.") % {"reached": reached, "failed": failed}
        (messages.warning if failed else messages.success)(request, text)
    return redirect(row)


@require_POST
def close(request, number):
    """Close the problem; its appeals go on by themselves."""
    row = _fetch(request, number)
    allow(permissions.can_manage(request.user, row))
    try:
        workflow.close(row, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The common problem is closed."))
    return redirect(row)
