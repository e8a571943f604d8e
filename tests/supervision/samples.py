"""Cases that are overdue, and orders in every state, made by the steps that lead there."""

from datetime import datetime, timedelta

from django.utils import timezone

from appeals import workflow as appeals
from appeals.enums import AppealState, Outcome, Solved
from appeals.models import Promise
from appeals.supervision import workflow
from appeals.supervision.enums import Effect, OrderState
from portal.accounts.models import User
from portal.common.workdays import SHANGHAI
from tests import world as worlds

#: A Monday at ten in the morning.
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
#: The due date of an order that is raised then, and the first moment after it.
DUE = datetime(2026, 11, 26, 17, 30, tzinfo=SHANGHAI)
AFTER = DUE + timedelta(minutes=5)
NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=SHANGHAI)


def fresh(user):
    """The person as a request would bring it: without what was remembered of its rights."""
    return User.objects.get(pk=user.pk)


def break_promises(appeal, kind, at=MONDAY):
    """Let the running promises of a kind fall due before ``at``."""
    rows = Promise.objects.running().filter(appeal=appeal, kind=kind)
    assert rows.update(made_at=at - timedelta(days=9), due_at=at - timedelta(days=4))
    return appeal


def overdue(world, **dispatch):
    """A case whose final reply is overdue on the Monday."""
    return break_promises(worlds.appeal_in(world, AppealState.IN_HANDLING, **dispatch), "final_reply")


def reopened(world, times=2):
    """A case that was answered and reopened so many times."""
    appeal = worlds.appeal_in(world, AppealState.IN_HANDLING)
    for number in range(times):
        handling = appeals.take_on(worlds.lead(appeal), by=world.handler)
        appeals.reply(handling, by=world.handler, text="已完成。", outcome=Outcome.SOLVED)
        appeal.refresh_from_db()
        appeal = appeals.reopen(appeal, by=world.contact, reason=f"仍未解决 {number}")
    return appeal


def rated(world, level, solved=Solved.NO):
    appeal = worlds.appeal_in(world, AppealState.REPLIED)
    return appeals.rate(appeal, by=world.contact, answers=[(worlds.lead(appeal), level, solved, "")])


def order_in(world, state=OrderState.ISSUED, appeal=None, **said):
    """An order raised by the district lead to the bureau, brought to ``state``."""
    appeal = appeal or worlds.appeal_in(world, AppealState.IN_HANDLING)
    order = workflow.raise_by_hand(
        appeal, **{"by": world.district, "unit": world.bureau, "demand": "请说明进展"} | said
    )
    if state == OrderState.WITHDRAWN:
        return workflow.withdraw(order, by=world.district, reason="已经答复")
    if state == OrderState.ISSUED:
        return order
    order = workflow.reply(order, by=world.handler, text="周五前答复企业。")
    if state == OrderState.RETURNED:
        return workflow.send_back(order, by=world.district, verdict="没有给出日期")
    if state == OrderState.ACCEPTED:
        return workflow.accept(order, by=world.district, effect=Effect.DATED)
    return order


def later(**delta):
    return timezone.now() + timedelta(**delta)
