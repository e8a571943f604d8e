"""What people do with an order: raise it, answer it, judge it, withdraw it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.units import hold_open
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from .. import limits, notifications
from ..conditions import missing_before_raise, missing_in_reply, missing_in_verdict, respondents
from ..enums import LimitKind, Rule
from ..models import SupervisionOrder
from . import engine
from .climbing import climb_one

#: Rules whose cause may last: after a rest they raise an order anew. Each reopening is supervised once.
LASTING = (Rule.FINAL_REPLY, Rule.DESK, Rule.RATING, Rule.ARBITRATION)


@transaction.atomic
def raise_by_hand(appeal, *, by, unit, demand):
    """Raise an order to a unit that answers for the case; one open order of a unit on a case at a time."""
    hold_open([unit])
    engine.refuse_if(missing_before_raise(appeal))
    parts = {respondent.pk: part for respondent, part in respondents(appeal)}
    if unit.pk not in parts:
        raise Refused(_("%(unit)s does not answer for this case now.") % {"unit": unit}, code="unit")
    engine.refuse_if([] if demand.strip() else [_("Say what the unit should do and answer.")])
    now = timezone.now()
    days = limits.days(LimitKind.REPLY, now)
    due_at = limits.due(LimitKind.REPLY, now)
    order = SupervisionOrder(
        number=engine.next_numbers(1, now)[0], appeal=appeal, handling=parts[unit.pk], unit=unit, demand=demand,
        raised_by=by, raised_at=now, days=days, due_at=due_at, climbs_at=due_at,
    )  # fmt: skip
    order._history_user = by
    with speaking():
        order.save(force_insert=True)
    notifications.raised(order, engine.write(order, "issue", "", by=by, now=now, comment=demand))
    return order


@transaction.atomic
def reply(order, *, by, text):
    """The unit answers; from now on whoever judges is waited for, and nothing climbs."""
    order, now = engine.lock(order), timezone.now()
    engine.refuse_if(missing_in_reply(text))
    log = engine.apply(
        order,
        "reply",
        by=by,
        now=now,
        comment=text,
        reply=text,
        replied_at=now,
        replied_by=by,
        verdict="",
        climbs_at=None,
    )
    notifications.replied(order, log)
    return order


@transaction.atomic
def accept(order, *, by, effect, verdict=""):
    """The reply holds: the order is over, with what became of the case."""
    order, now = engine.lock(order), timezone.now()
    engine.refuse_if(missing_in_verdict(effect))
    log = engine.apply(
        order, "accept", by=by, now=now, comment=verdict, verdict=verdict, effect=effect, ended_at=now,
        rests_until=_rest(order, now),
    )  # fmt: skip
    notifications.judged(order, log)
    return order


@transaction.atomic
def send_back(order, *, by, verdict, climbs=False):
    """The reply does not hold: a new date, and if it should be so, the next level at once."""
    order, now = engine.lock(order), timezone.now()
    engine.refuse_if([] if verdict.strip() else [_("Say why the reply is not accepted.")])
    due_at = limits.due(LimitKind.REPLY, now)
    log = engine.apply(
        order, "send_back", by=by, now=now, comment=verdict, verdict=verdict, due_at=due_at, climbs_at=due_at
    )
    if climbs:
        climb_one(order, now, by=by, climbs_at=due_at)
    notifications.judged(order, log)
    return order


@transaction.atomic
def withdraw(order, *, by, reason):
    """The order was wrong, or nobody needs the answer any more."""
    order, now = engine.lock(order), timezone.now()
    engine.refuse_if([] if reason.strip() else [_("Say why the order is withdrawn.")])
    log = engine.apply(
        order, "withdraw", by=by, now=now, comment=reason, verdict=reason, ended_at=now, climbs_at=None,
        rests_until=_rest(order, now),
    )  # fmt: skip
    notifications.judged(order, log)
    return order


def _rest(order, now):
    return limits.due(LimitKind.REST, now) if order.rule in LASTING else None
