"""What problems gives to the pages of other apps: similar matters, common problems, what was passed up."""

from datetime import datetime, time

from django.db.models import FilteredRelation, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.permissions import sees_city, unit_ids
from portal.common import hooks
from portal.common.hooks import Act, DueItem, HomeCard, NavItem, Section
from portal.common.workdays import SHANGHAI

from ..enums import AppealState, Outcome
from ..models import Appeal
from . import permissions, similar
from .conditions import PUBLISHABLE
from .enums import ProblemState
from .models import PassedUp, Problem

#: How many items one source gives at most.
MOST = 20
#: What the section of a case reads, in one query.
_OF_PROBLEM = ("number", "title", "state", "district", "lead_unit", "lead_unit__name")
_OF_PASSED = ("pk", "level", "body", "number_there", "passed_on", "awaited_until", "asked", "answer", "answered_on")


# --- Places, figures, what is due ------------------------------------------------------------------------------------
@hooks.nav_items.register
def places(request):
    """Published answers for everybody; problems, windows and cases passed up for those who work with them."""
    role = getattr(request.acting, "role", None)
    if role is None or role == Role.ADMIN:
        return []
    group = _("Enterprise") if role == Role.CONTACT else _("Appeals")
    found = [NavItem(_("Published answers"), reverse("problems:answers"), "info", group)]
    if role in (Role.DISPATCHER, Role.DISTRICT, Role.CITY, Role.LEADER, Role.HANDLER):
        found.insert(0, NavItem(_("Common problems"), reverse("problems:list"), "users", group))
        found.append(NavItem(_("Passed up"), reverse("problems:passed"), "up", group))
    if role in (Role.DISPATCHER, Role.CITY):
        found.append(NavItem(_("Themed windows"), reverse("problems:windows"), "calendar", group))
    return found


@hooks.home_cards.register
def figures(user, acting=None):
    """How many common problems are open, on the home page of desk and leads."""
    if getattr(acting, "role", None) not in (Role.DISPATCHER, Role.DISTRICT, Role.CITY, Role.LEADER):
        return []
    number = Problem.objects.visible_to(user).filter(state=ProblemState.OPEN).count()
    return [HomeCard(_("Open common problems"), number, f"{reverse('problems:list')}?state=open")]


@hooks.due_items.register
def due(user, acting=None):
    """For handlers the problems that their unit answers; for desk and handlers the overdue answers from above."""
    role = getattr(acting, "role", None)
    found = _to_answer(user) if role == Role.HANDLER else []
    return found + _overdue(user) if role in (Role.HANDLER, Role.DISPATCHER) else found


def _to_answer(user):
    rows = Problem.objects.filter(state=ProblemState.OPEN, lead_unit__in=unit_ids(user, Role.HANDLER))
    return [
        DueItem(
            title=_("Answer for all members: %(title)s") % {"title": one.title}, url=one.get_absolute_url(),
            who=one.number, kind="problem", button=_("Open"), started_at=one.created_at,
        )
        for one in rows.order_by("pk")[:MOST]
    ]  # fmt: skip


def _overdue(user):
    rows = PassedUp.objects.visible_to(user).waiting().filter(awaited_until__lt=timezone.localdate())
    return [
        DueItem(
            title=_("Ask %(body)s for its answer: %(title)s") % {"body": one.body, "title": one.appeal.title},
            url=reverse("problems:passed_answer", args=[one.pk]), who=f"{one.appeal.enterprise} · {one.appeal.number}",
            kind="passed_up", button=_("Record"), started_at=one.recorded_at,
            due_at=datetime.combine(one.awaited_until, time.max, SHANGHAI),
        )
        for one in rows.select_related("appeal__enterprise").order_by("awaited_until", "pk")[:MOST]
    ]  # fmt: skip


# --- While somebody writes, dispatches, reads ------------------------------------------------------------------------
@hooks.writing_sections.register
def while_writing(user, appeal, title, text):
    """The own firm's similar appeals, and what the desk published; nothing of other firms."""
    mine = similar.of_own_firm(user, appeal, title, text)
    answers = similar.answers(title, text, appeal.category_id)
    if not mine and not answers:
        return []
    context = {"draft": appeal, "mine": mine, "answers": answers}
    return [Section(_("You may not need to send this"), "problems/_writing.html", context)]


@hooks.dispatch_sections.register
def while_dispatching(user, appeal):
    """Similar cases with the unit that each had."""
    if not permissions.can_see_similar(user, appeal):
        return []
    rows = similar.cases(user, appeal, similar.SHOWN + 2)
    context = {"rows": rows, "url": reverse("problems:similar", args=[appeal.number])}
    return [Section(_("Similar cases"), "problems/_dispatch.html", context)] if rows else []


@hooks.case_sections.register
def of_case(user, appeal):
    """The common problem and what was passed up, in one query; the enterprise reads no names of others."""
    one = FilteredRelation(
        "problem_members", condition=Q(problem_members__removed_at=None, problem_members__ended_at=None)
    )
    fields = [f"one__problem__{name}" for name in _OF_PROBLEM] + [f"passed_ups__{name}" for name in _OF_PASSED]
    rows = list(Appeal.objects.filter(pk=appeal.pk).annotate(one=one).order_by("passed_ups__pk").values(*fields))
    passed = [_passed(row, user, appeal) for row in rows if row["passed_ups__pk"]]
    problem = _problem(rows[0], user) if rows and rows[0]["one__problem__number"] else None
    if not passed and not problem:
        return []
    context = {"problem": problem, "passed": passed, "staff": permissions.can_see_similar(user, appeal)}
    return [Section(_("Beyond this case"), "problems/_case.html", context)]


def _problem(row, user):
    found = {name: row[f"one__problem__{name}"] for name in _OF_PROBLEM}
    made = Problem(number=found["number"], lead_unit_id=found["lead_unit"], district_id=found["district"])
    opens = sees_city(user) or permissions.can_manage(user, made) or permissions.can_answer(user, made)
    return found | {"unit": found["lead_unit__name"], "url": made.get_absolute_url() if opens else ""}


def _passed(row, user, appeal):
    found = {name: row[f"passed_ups__{name}"] for name in _OF_PASSED}
    one = PassedUp(level=found["level"])
    waits = found["answered_on"] is None
    found["over"] = waits and found["awaited_until"] < timezone.localdate()
    found["level"] = one.get_level_display()
    found["url"] = reverse("problems:passed_answer", args=[found["pk"]]) if waits else ""
    return found | {"url": found["url"] if permissions.can_pass_up(user, appeal) else ""}


@hooks.case_acts.register
def acts(user, appeal):
    """What staff can make of a case: look for similar ones, publish its answer, pass it up."""
    if not appeal.number or not permissions.can_see_similar(user, appeal):
        return []
    found = [Act(_("Similar cases"), reverse("problems:similar", args=[appeal.number]), "search")]
    if permissions.can_publish(user) and appeal.state in PUBLISHABLE:
        found.append(Act(_("Publish the answer"), reverse("problems:publish", args=[appeal.number]), "info"))
    if _needs_rule(appeal) and permissions.can_pass_up(user, appeal):
        found.append(Act(_("Pass up"), reverse("problems:pass_up", args=[appeal.number]), "up"))
    return found


def _needs_rule(appeal):
    if appeal.state == AppealState.IN_HANDLING:
        return True
    replies = (row.outcome for row in appeal.handlings.all() if row.round == appeal.round)
    return appeal.state == AppealState.REPLIED and Outcome.RULE_CHANGE in replies
