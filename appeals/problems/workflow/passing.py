"""A case that needs a rule of a higher level is passed up, and what came back is written down."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.constraints import speaking
from portal.common.workflow import Refused

from ...workflow import engine
from .. import notifications, permissions
from ..conditions import missing_before_passing_up
from ..models import PassedUp


@transaction.atomic
def pass_up(appeal, *, by, level, body, asked, passed_on, awaited_until, number_there=""):
    """Record that the case was passed up; the enterprise is told that an answer is awaited."""
    appeal = engine.lock(appeal)
    if not permissions.can_pass_up(by, appeal):
        raise Refused(_("A case is passed up by a unit that handles it, or by the desk."), code="role")
    engine.refuse_if(missing_before_passing_up(appeal))
    if passed_on > timezone.localdate():
        raise Refused(_("The day on which it was passed up lies in the future."), code="future")
    row = PassedUp(
        appeal=appeal, level=level, body=body, asked=asked, passed_on=passed_on, awaited_until=awaited_until,
        number_there=number_there, recorded_by=by,
    )  # fmt: skip
    row._history_user = by
    with speaking():
        row.save()
    notifications.passed_up(row)
    return row


@transaction.atomic
def record_answer(row, *, by, answer, answered_on):
    """Write down what the higher level answered; the enterprise and the units read it."""
    appeal = engine.lock(row.appeal)
    row = PassedUp.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.appeal = appeal
    if not permissions.can_pass_up(by, appeal):
        raise Refused(_("A case is passed up by a unit that handles it, or by the desk."), code="role")
    if row.answered_on:
        raise Refused(_("An answer is already recorded."), code="wrong_state")
    engine.refuse_if([] if answer.strip() else [_("Write the answer.")])
    if not row.passed_on <= answered_on <= timezone.localdate():
        raise Refused(_("The day of the answer lies between the passing up and today."), code="day")
    row.answer, row.answered_on, row.answered_by, row._history_user = answer, answered_on, by, by
    row.save(update_fields=["answer", "answered_on", "answered_by"])
    notifications.answered_above(row)
    return row
