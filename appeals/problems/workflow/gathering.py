"""A common problem: gathered, added to, taken out of, closed. Locks in one order: appeals, problem, members."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role
from portal.accounts.units import hold_open
from portal.common.constraints import speaking
from portal.common.workflow import Refused, check

from ...models import Appeal
from ...workflow import engine
from .. import permissions
from ..conditions import STEPS, cannot_join
from ..enums import ProblemState
from ..models import Problem, ProblemMember


def lock_problem(problem):
    """The problem, fresh and locked."""
    return Problem.objects.select_for_update(of=("self",)).select_related("lead_unit").get(pk=problem.pk)


def save(problem, *, by, **changes):
    """Write the changes of a locked problem, with who made them."""
    for name, value in changes.items():
        setattr(problem, name, value)
    problem._history_user = by
    problem.save(update_fields=list(changes))
    return problem


@transaction.atomic
def gather(*, by, title, cause, lead_unit, appeals):
    """Make a common problem of appeals with one cause; a district lead gathers in the own district."""
    if not permissions.can_gather(by):
        raise Refused(_("Common problems are gathered by the desk, the city lead or a district lead."), code="role")
    hold_open([lead_unit])
    rows = _lock_appeals(appeals, by)
    engine.refuse_if([] if rows else [_("Choose at least one appeal.")])
    problem = Problem(
        number=_next_number(), title=title, cause=cause, lead_unit=lead_unit, district_id=_district_of(by),
        created_by=by,
    )  # fmt: skip
    problem._history_user = by
    problem.save()
    _add(problem, rows, by)
    return problem


def _district_of(by):
    """None for the desk and the city: their problems reach the whole city."""
    if has_role(by, Role.DISPATCHER, Role.CITY):
        return None
    return next(iter(sorted(district_codes(by, Role.DISTRICT))), None)


def _next_number():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('problems_number')")
        return f"GX-{timezone.localdate().year}-{cursor.fetchone()[0]:04d}"


def _lock_appeals(appeals, by):
    """The appeals among those that the person may see, locked in one order; refuses what cannot be a member."""
    ids = sorted({one.pk for one in appeals})
    seen = set(Appeal.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    rows = [engine.lock(Appeal(pk=pk)) for pk in ids if pk in seen]
    engine.refuse_if([sentence for sentence in map(cannot_join, rows) if sentence])
    return rows


def _add(problem, rows, by):
    for appeal in rows:
        with speaking(lambda name, appeal=appeal: _taken(name, appeal)):
            member = ProblemMember(problem=problem, appeal=appeal, added_by=by)
            member._history_user = by
            member.save()


def _taken(name, appeal):
    if name != "problems_member_one_open_problem":
        return ""
    return _("%(number)s already belongs to an open common problem.") % {"number": appeal.number}


@transaction.atomic
def add_members(problem, *, by, appeals):
    """Add further appeals with the same cause, while the problem is not closed."""
    rows = _lock_appeals(appeals, by)
    problem = _managed(problem, by)
    engine.refuse_if([] if rows else [_("Choose at least one appeal.")])
    _add(problem, rows, by)
    return problem


@transaction.atomic
def remove_member(member, *, by, reason):
    """Take an appeal out again, with the reason; a second click finds it done."""
    engine.lock(Appeal(pk=member.appeal_id))
    _managed(member.problem, by)
    row = ProblemMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    engine.refuse_if([] if reason.strip() else [_("Give the reason.")])
    if row.removed_at:
        return row
    row.removed_at, row.removed_by, row.removed_because, row._history_user = timezone.now(), by, reason, by
    row.save(update_fields=["removed_at", "removed_by", "removed_because"])
    return row


def _managed(problem, by):
    """The problem locked, when this person manages it and it is not closed."""
    problem = lock_problem(problem)
    if not permissions.can_manage(by, problem):
        raise Refused(_("This problem is managed by the desk, the city lead or its district lead."), code="role")
    if problem.state == ProblemState.CLOSED:
        raise Refused(_("This problem is closed."), code="wrong_state")
    return problem


@transaction.atomic
def close(problem, *, by):
    """Close a problem; its appeals go on by themselves and may belong to another one later."""
    problem = lock_problem(problem)
    if not permissions.can_manage(by, problem):
        raise Refused(_("This problem is managed by the desk, the city lead or its district lead."), code="role")
    step, now = check(STEPS, "close", problem.get_state()), timezone.now()
    problem.members.filter(removed_at=None, ended_at=None).update(ended_at=now)
    return save(problem, by=by, state=step.target, closed_by=by, closed_at=now)
