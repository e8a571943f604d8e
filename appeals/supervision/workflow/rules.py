"""What raises orders by itself: each rule finds its causes in the ledger of promises, and takes none twice."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from appeals.enums import OPEN_STATES, AppealState, HandlingState, PromiseKind
from appeals.models import Handling, Promise

from ..enums import OPEN, Rule
from ..models import SupervisionOrder

#: Kinds of promise whose breach raises an order, as far as the ledger knows them.
BREACHES = {
    Rule.FINAL_REPLY: ("final_reply", "next_reply"),
    Rule.DESK: ("review", "dispatch"),
    Rule.RATING: ("follow_up", "recheck"),
    Rule.ARBITRATION: ("take_on",),
}
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
    """``rows(now)`` are the causes in the database that have no order yet; ``cause(row)`` reads one of them."""

    rows: Callable
    cause: Callable


def _broken(rule, now, **more):
    kinds = [kind for kind in BREACHES[rule] if kind in PromiseKind.values]
    return Promise.objects.running().filter(kind__in=kinds, due_at__lt=now, **more)


def _unraised(rows, rule, now, **same):
    """Without an open order of this rule for the ``same`` fields, nor one that rests, nor one of this very cause."""
    orders = SupervisionOrder.objects.filter(rule=rule, **{name: OuterRef(path) for name, path in same.items()})
    taken = orders.filter(
        Q(state__in=OPEN) | Q(rests_until__gt=now) | Q(rests_until=None, cause=OuterRef(_CAUSE[rule]))
    )
    return rows.filter(~Exists(taken)).order_by("pk")


_CAUSE = dict.fromkeys(Rule, "pk") | {Rule.REOPENED: "round"}


def _final_reply(now):
    rows = _broken(Rule.FINAL_REPLY, now, handling__state__in=_LIVE, appeal__state=AppealState.IN_HANDLING)
    rows = _unraised(rows, Rule.FINAL_REPLY, now, appeal="appeal", handling="handling")
    return rows.select_related("handling")


def _desk(now):
    rows = _broken(Rule.DESK, now, handling=None, appeal__state__in=OPEN_STATES)
    return _unraised(rows, Rule.DESK, now, appeal="appeal")


def _reopened(now):
    rows = Handling.objects.live().filter(
        is_lead=True, appeal__round__gte=THIRD_ROUND, appeal__state=AppealState.IN_HANDLING
    )
    return _unraised(rows, Rule.REOPENED, now, appeal="appeal")


def _rating(now):
    answered = Handling.objects.filter(appeal=OuterRef("appeal"), is_lead=True, state=HandlingState.REPLIED)
    last = answered.order_by("-replied_at")
    rows = _broken(Rule.RATING, now).annotate(
        last=Subquery(last.values("pk")[:1]), who=Subquery(last.values("unit")[:1])
    )
    return _unraised(rows, Rule.RATING, now, appeal="appeal").select_related("handling")


def _arbitration(now):
    bound = {"handling__is_binding": True} if hasattr(Handling, "is_binding") else {"pk__in": []}
    rows = _broken(Rule.ARBITRATION, now, handling__state=HandlingState.ASSIGNED, **bound)
    rows = _unraised(rows, Rule.ARBITRATION, now, appeal="appeal", handling="handling")
    return rows.select_related("handling")


def _of_promise(row):
    return Cause(row.appeal_id, row.handling_id, row.handling.unit_id if row.handling_id else None, row.pk)


def _of_rating(row):
    """The part that was rated; where the promise names none, the lead unit that answered last."""
    if row.handling_id:
        return _of_promise(row)
    return Cause(row.appeal_id, row.last, row.who, row.pk)


def _of_handling(row):
    return Cause(row.appeal_id, row.pk, row.unit_id, row.round)


FINDERS = {
    Rule.FINAL_REPLY: Finder(_final_reply, _of_promise),
    Rule.DESK: Finder(_desk, _of_promise),
    Rule.REOPENED: Finder(_reopened, _of_handling),
    Rule.RATING: Finder(_rating, _of_rating),
    Rule.ARBITRATION: Finder(_arbitration, _of_promise),
}
