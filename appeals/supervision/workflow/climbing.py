"""Unanswered orders go up: to each superior once, to the district lead, to the city lead; nobody is left out."""

from functools import cache

from django.db import transaction
from django.utils import timezone

from portal.common import bulk, workdays

from .. import limits
from ..enums import LimitKind
from ..models import OrderLog, SupervisionOrder
from ..trees import Tree

#: How many orders one transaction takes at most.
BATCH = 500
_MOVED = ("station", "climbs_at")


def climb(now, tree):
    """Let every order climb that was not answered in time; returns how many climbed or came to the end of the way."""
    days, total = limits.days(LimitKind.CLIMB, now), 0

    @cache
    def following(moment):
        """The end of the next level: counted from the end of this one, unless the clock had stopped meanwhile."""
        return max(workdays.due_at(moment, days), workdays.due_at(now, 0))

    while moved := _climb_batch(now, tree, following):
        total += moved
    return total


@transaction.atomic
def _climb_batch(now, tree, following):
    rows = SupervisionOrder.objects.waiting().filter(climbs_at__lt=now)
    locked = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).select_related("appeal__enterprise")
    batch = list(locked.order_by("climbs_at", "pk")[:BATCH])
    _move(batch, now, tree, following)
    bulk.update(batch, _MOVED)
    return len(batch)


def climb_one(order, now, *, by, climbs_at):
    """Carry one locked order to its next level; the date of the level after it is ``climbs_at``."""
    _move([order], now, Tree.read(), lambda _moment: climbs_at, by=by)
    order._history_user = by
    order.save(update_fields=_MOVED)


def _move(orders, now, tree, following, by=None):
    """Put each order at its next level and write the log; a level where nobody reads is passed, and the log says so."""
    visited = {}
    steps = OrderLog.objects.filter(order__in=[order.pk for order in orders], step="climb")
    for order_id, station, unit in steps.values_list("order", "station", "unit"):
        visited.setdefault(order_id, set()).add((station, unit))
    logs = [log for order in orders for log in _go(order, now, tree, following, by, visited.get(order.pk, ()))]
    OrderLog.objects.bulk_create(logs, batch_size=BATCH)


def _go(order, now, tree, following, by, visited):
    """Move one order up in memory; yields a row of the log for each level, the empty ones included."""
    district = order.appeal.enterprise.service_district_id
    ahead = [level for level in tree.way(order.unit_id, district) if level not in visited]
    climbs_at, order.climbs_at = following(order.climbs_at), None
    for place, (station, unit) in enumerate(ahead, start=1):
        is_read = bool(tree.readers(station, unit, district))
        order.station = station
        yield OrderLog(
            order=order, step="climb", from_state=order.state, to_state=order.state, station=station, unit_id=unit,
            by=by, comment="" if is_read else "-", due_at=order.due_at, at=now,
            told_at=None if is_read else timezone.now(),
        )  # fmt: skip
        if is_read:
            order.climbs_at = climbs_at if place < len(ahead) else None
            return
