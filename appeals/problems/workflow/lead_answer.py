"""The lead answer: given once, then carried to each member in a transaction of its own, as often as needed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.workflow import Refused, check

from ... import notifications as case_notices
from ... import workflow as casework
from ...enums import OPEN_STATES, AppealState, MessageKind
from ...models import Appeal, Message
from ...workflow import engine
from .. import permissions
from ..conditions import STEPS, is_taken_on, missing_in_lead_answer
from ..enums import ProblemState, Reached
from ..models import ProblemMember
from .gathering import lock_problem, save


@transaction.atomic
def answer(problem, *, by, text, outcome, clause=""):
    """Give the one answer of the lead unit; :func:`deliver` carries it to the members."""
    problem = lock_problem(problem)
    _refuse_other(problem, by)
    step = check(STEPS, "answer", problem.get_state())
    engine.refuse_if(missing_in_lead_answer(text, outcome, clause))
    return save(
        problem, by=by, state=step.target, answer=text, outcome=outcome, clause=clause, answered_by=by,
        answered_at=timezone.now(),
    )  # fmt: skip


def _refuse_other(problem, by):
    if not permissions.can_answer(by, problem):
        raise Refused(_("The answer is given by the lead unit, %(unit)s.") % {"unit": problem.lead_unit}, code="role")


def deliver(problem, *, by):
    """Carry the answer to every member that it has not reached: ``(reached, failed)``.

    One transaction a member: what fails keeps its reason and is tried again by the next call; what was reached by a
    message gets the reply as soon as the lead unit has taken it on.
    """
    _refuse_other(problem, by)
    problem.refresh_from_db()
    if problem.state != ProblemState.ANSWERED:
        raise Refused(_("The lead answer has not been given yet, or the problem is closed."), code="wrong_state")
    waiting = problem.members.here().exclude(reached=Reached.REPLY).order_by("pk").values_list("pk", "appeal")
    done = [_one(problem, pk, appeal, by) for pk, appeal in list(waiting)]
    return sum(one is True for one in done), sum(one is False for one in done)


def _one(problem, pk, appeal_id, by):
    """True: reached now; False: refused, with the reason kept; None: nothing to do."""
    try:
        return _carry(problem, pk, appeal_id, by)
    except Refused as refusal:
        reason = " ".join(refusal.messages)[:500]
        ProblemMember.objects.filter(pk=pk).update(failed=reason)
        return False


@transaction.atomic
def _carry(problem, pk, appeal_id, by):
    appeal = engine.lock(Appeal(pk=appeal_id))
    member = ProblemMember.objects.select_for_update(of=("self",)).get(pk=pk)
    if member.removed_at or member.reached == Reached.REPLY or appeal.state not in OPEN_STATES:
        return None
    handling = _part_of(appeal, problem)
    if is_taken_on(handling) and appeal.state == AppealState.IN_HANDLING:
        casework.reply(handling, by=by, text=problem.answer, outcome=problem.outcome, clause=problem.clause)
        how = Reached.REPLY
    elif member.reached:
        return None
    else:
        _tell(problem, appeal, handling, by)
        how = Reached.PROGRESS
    member.reached, member.reached_at, member.failed, member._history_user = how, timezone.now(), "", by
    member.save(update_fields=["reached", "reached_at", "failed"])
    return True


def _part_of(appeal, problem):
    """What the lead unit has of the appeal: its own live part, the lead part first."""
    rows = appeal.handlings.live().filter(unit=problem.lead_unit_id).select_related("unit")
    return rows.order_by("-is_lead", "pk").first()


def _tell(problem, appeal, handling, by):
    """Say the answer as a message of the lead unit: no promise of another unit is kept by it."""
    if handling is not None:
        casework.post_progress(handling, by=by, text=problem.answer)
        return
    message = Message.objects.create(
        appeal=appeal, kind=MessageKind.PROGRESS, unit=problem.lead_unit, author=by, text=problem.answer,
        at=timezone.now(),
    )  # fmt: skip
    case_notices.progress_posted(message)
