"""What every step of an order shares: the lock, the check, the log row, the number."""

from django.db import connection
from django.utils import timezone

from portal.common.workflow import Refused, check

from ..models import OrderLog, SupervisionOrder
from ..steps import STEPS


def lock(order):
    """Return the order, fresh and locked; every step of it queues here."""
    rows = SupervisionOrder.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("appeal__enterprise", "unit", "raised_by").get(pk=order.pk)


def refuse_if(sentences):
    """Raise :class:`Refused` with the sentences, when there are any."""
    if sentences:
        raise Refused(*sentences)


def apply(order, name, *, by, now, comment="", **changes):
    """Take the step ``name`` on a locked order: check, change, log; returns the row of the log."""
    step = check(STEPS, name, order.get_state())
    before, order.state = order.state, step.target
    for field, value in changes.items():
        setattr(order, field, value)
    order._history_user = by
    order.save(update_fields=["state", *changes])
    return write(order, name, before, by=by, now=now, comment=comment)


def write(order, name, before, *, by, now, comment=""):
    """Add one row to the log of the order; a person's step is told at once, not by the sweep."""
    return OrderLog.objects.create(
        order=order, step=name, from_state=before, to_state=order.state, station=order.station, unit_id=order.unit_id,
        by=by, comment=comment, due_at=order.due_at, at=now, told_at=timezone.now(),
    )  # fmt: skip


def next_numbers(count, now):
    """Return ``count`` numbers, ``DB-2026-000001``: from a sequence, so that none ever repeats."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('supervision_number') FROM generate_series(1, %s)", [count])
        return [f"DB-{timezone.localdate(now).year}-{number:06d}" for (number,) in cursor.fetchall()]
