"""What raises orders by itself: each rule finds its causes in the ledger of promises, and takes none twice."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from appeals.enums import FINALS, OPEN_STATES, AppealState, EndedAs, HandlingState, PromiseKind
from appeals.models import Handling, Promise
from portal.common import workdays

from ..enums import OPEN, Rule
from ..models import SupervisionOrder

#: From this round on a case was reopened twice.
THIRD_ROUND = 3
_LIVE = (HandlingState.ASSIGNED, HandlingState.ACCEPTED)


@dataclass(frozen=True)
class Cause:
    """Why an order is raised: on which case, to which unit (None: the desk), for which row."""

    appeal_id: int
    handling_id: int | None
    unit_id: int | None
    cause: int


@dataclass(frozen=True)
class Finder:
    """``rows(now)`` are the causes in the database that need an order now; ``cause(row)`` reads one of them."""

    rows: Callable
    cause: Callable


def _broken(now, *kinds, **more):
    """Promises that are past their time while the clock runs; asking the enterprise stops it."""
    return Promise.objects.ticking().filter(kind__in=kinds, due_at__lt=now, **more)


def _orders(rule):
    return SupervisionOrder.objects.filter(rule=rule)


def _at_work(rule, now):
    """Orders of this rule that are open, or were answered and rest."""
    return _orders(rule).filter(Q(state__in=OPEN) | Q(rests_until__gt=now))


def _without(rows, field, orders, key):
    """Leave out the rows whose ``field`` stands in the column ``key`` of the orders.

    A list that is hashed once, not a question for each row: it costs the same whatever the planner knows of the table.
    """
    return rows.filter(~Q(**{f"{field}__in": orders.filter(**{f"{key}__isnull": False}).values(key)}))


def _final_reply(now):
    """A broken final promise of a unit that still works; one that has its next date was broken all the same."""
    known = _orders(Rule.FINAL_REPLY).values("cause")
    late = Q(lapsed_at=None, paused_at=None, due_at__lt=now)
    moved = Q(ended_as=EndedAs.NEXT_DATE) & ~Q(pk__in=known)
    rows = Promise.objects.filter(
        late | moved, kind__in=FINALS, kept_at=None, handling__state__in=_LIVE, appeal__state=AppealState.IN_HANDLING
    )
    rows = _without(rows, "handling", _at_work(Rule.FINAL_REPLY, now), "handling")
    return rows.select_related("handling").order_by("pk")


def _desk(now):
    """What lies at the desk; a review that a steward let run out is the desk's, which has a working day for it."""
    rows = _broken(now, PromiseKind.REVIEW, PromiseKind.DISPATCH, handling=None, appeal__state__in=OPEN_STATES)
    before = workdays.add_workdays(timezone.localdate(now), -1)
    rows = rows.exclude(kind=PromiseKind.REVIEW, due_at__date__gte=before)
    return _without(rows, "appeal", _at_work(Rule.DESK, now), "appeal").order_by("pk")


def _reopened(now):
    """From the third round on, once for each unit that has to try again."""
    rows = Handling.objects.live().filter(
        is_lead=True, appeal__round__gte=THIRD_ROUND, appeal__state=AppealState.IN_HANDLING
    )
    return _without(rows, "pk", _orders(Rule.REOPENED), "handling").order_by("pk")


def _rating(now):
    """The call and the re-check after a bad rating are the desk's (上海市优化营商环境条例 art. 30)."""
    rows = _broken(now, PromiseKind.FOLLOW_UP, PromiseKind.RECHECK)
    return _without(rows, "appeal", _at_work(Rule.RATING, now), "appeal").order_by("pk")


def _arbitration(now):
    rows = _broken(now, PromiseKind.TAKE_ON, handling__is_binding=True, handling__state=HandlingState.ASSIGNED)
    rows = _without(rows, "handling", _at_work(Rule.ARBITRATION, now), "handling")
    return rows.select_related("handling").order_by("pk")


def _of_unit(row):
    return Cause(row.appeal_id, row.handling_id, row.handling.unit_id, row.pk)


def _of_desk(row):
    return Cause(row.appeal_id, None, None, row.pk)


def _of_round(row):
    return Cause(row.appeal_id, row.pk, row.unit_id, row.round)


FINDERS = {
    Rule.FINAL_REPLY: Finder(_final_reply, _of_unit),
    Rule.DESK: Finder(_desk, _of_desk),
    Rule.REOPENED: Finder(_reopened, _of_round),
    Rule.RATING: Finder(_rating, _of_desk),
    Rule.ARBITRATION: Finder(_arbitration, _of_unit),
}
