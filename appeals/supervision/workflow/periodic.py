"""What the clock does, once an hour and never in quiet hours: raise, let climb, and tell each person once.

Safe to run twice, late, or two at once: a rule takes no cause twice, a level is climbed once, a row is told once.
"""

from collections import Counter
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from appeals.enums import AppealState, HandlingState
from appeals.models import Appeal
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit, User
from portal.common import bulk, workdays

from .. import limits, notifications
from ..enums import LimitKind, OrderState
from ..models import OrderLog, SupervisionOrder
from ..trees import Tree
from .climbing import BATCH, climb
from .engine import next_numbers
from .rules import FINDERS

#: Number of the advisory lock of the database session: one sweep at a time, so that people get one message.
SWEEP = 20_261_123


def sweep(now=None):
    """Raise orders by rule, let unanswered ones climb, tell; returns how many of each, nothing in quiet hours."""
    now = now or timezone.now()
    if workdays.is_quiet(now):
        return {}
    with _alone() as is_mine:
        if not is_mine:
            return {}
        tree = Tree.read()
        done = {"lapsed": lapse(now), "raised": raise_all(now, tree), "climbed": climb(now, tree)}
        return done | {"told": tell(tree)}


@contextmanager
def _alone():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SWEEP])
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SWEEP])


# --- Orders whose ground is gone -------------------------------------------------------------------------------------
def lapse(now):
    """Withdraw open orders on cases that ended without an answer, and to units that have the case no more."""
    gone = Q(appeal__state__in=[AppealState.WITHDRAWN, AppealState.DECLINED])
    gone |= Q(handling__state__in=[HandlingState.RETURNED, HandlingState.ENDED])
    total = 0
    while ended := _lapse_batch(SupervisionOrder.objects.open().filter(gone), now):
        total += ended
    return total


@transaction.atomic
def _lapse_batch(rows, now):
    batch = list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk")[:BATCH])
    logs = [_log(order, "lapse", order.state, OrderState.WITHDRAWN, now, told_at=now) for order in batch]
    for order in batch:
        order.state, order.ended_at, order.climbs_at = OrderState.WITHDRAWN, now, None
    bulk.update(batch, ("state", "ended_at", "climbs_at"))
    OrderLog.objects.bulk_create(logs)
    return len(batch)


def _log(order, step, before, after, now, told_at=None):
    return OrderLog(
        order=order, step=step, from_state=before, to_state=after, station=order.station, unit_id=order.unit_id,
        due_at=order.due_at, at=now, told_at=told_at,
    )  # fmt: skip


# --- Raising ---------------------------------------------------------------------------------------------------------
def raise_all(now, tree):
    """Raise an order for each cause that has none; returns how many."""
    return sum(_raise_by(rule, now, tree) for rule in FINDERS)


def _raise_by(rule, now, tree):
    causes = list(FINDERS[rule].rows(now).values_list("pk", "appeal"))
    return sum(_raise_batch(rule, causes[start : start + BATCH], now, tree) for start in range(0, len(causes), BATCH))


@transaction.atomic
def _raise_batch(rule, causes, now, tree):
    """Look at the causes again with their cases locked, as every step does first; a case at work waits an hour."""
    finder, cases = FINDERS[rule], Appeal.objects.filter(pk__in={appeal for _cause, appeal in causes})
    locked = cases.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk")
    free = set(locked.values_list("pk", flat=True))
    found = finder.rows(now).filter(pk__in=[cause for cause, _appeal in causes])
    rows = [row for row in found if row.appeal_id in free]
    desk = next((pk for pk, row in sorted(tree.units.items()) if row[0] == UnitKind.DESK and row[3]), None)
    days, due_at = limits.days(LimitKind.REPLY, now), limits.due(LimitKind.REPLY, now)
    orders = []
    for cause in map(finder.cause, rows):
        unit = tree.heir(cause.unit_id) if cause.unit_id else desk
        if unit is not None:
            orders.append(SupervisionOrder(
                appeal_id=cause.appeal_id, handling_id=cause.handling_id, unit_id=unit, rule=rule, cause=cause.cause,
                raised_at=now, days=days, due_at=due_at, climbs_at=due_at,
            ))  # fmt: skip
    return _insert(orders, now)


def _insert(orders, now):
    """Insert the orders that nobody raised in the same moment, with their log and history; returns how many."""
    numbers = next_numbers(len(orders), now)
    for order, number in zip(orders, numbers, strict=True):
        order.number = number
    SupervisionOrder.objects.bulk_create(orders, ignore_conflicts=True)
    found = list(SupervisionOrder.objects.filter(number__in=numbers))
    OrderLog.objects.bulk_create([_log(order, "issue", "", order.state, now) for order in found])
    SupervisionOrder.history.bulk_history_create(found, batch_size=BATCH)
    return len(found)


# --- Telling ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def tell(tree):
    """Give each person one message about everything that was raised or climbed and not told yet; returns how many."""
    rows = OrderLog.objects.filter(told_at=None).select_for_update(of=("self",), skip_locked=True, no_key=True)
    fields = ("pk", "step", "station", "unit", "order__unit", "order__appeal__enterprise__service_district")
    found = list(rows.order_by("pk").values_list(*fields))
    if not found:
        return 0
    answering, raised, climbed = _answering(), Counter(), Counter()
    for _pk, step, station, unit, respondent, district in found:
        if step == "climb":
            climbed.update(tree.readers(station, unit, district))
        else:
            raised.update(answering.get(tree.heir(respondent), ()))
    people = User.objects.filter(pk__in={*raised, *climbed}, is_active=True).order_by("pk")
    for person in people:
        notifications.digest(person, raised[person.pk], climbed[person.pk], mark=found[-1][0])
    OrderLog.objects.filter(pk__in=[row[0] for row in found]).update(told_at=timezone.now())
    return len(people)


def _answering():
    """``{unit: people}`` who answer for it: handlers, and at the desk the dispatchers."""
    desks = Unit.objects.filter(kind=UnitKind.DESK).values("pk")
    works = Q(role=Role.HANDLER) | Q(role=Role.DISPATCHER, unit__in=desks)
    found = {}
    for unit, user in Membership.objects.in_force().filter(works).values_list("unit", "user"):
        found.setdefault(unit, set()).add(user)
    return found
