"""What connected systems are told: one row for each change of status, its way out, and its place in the list."""

from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from portal.common.workflow import check, table
from portal.notifications.outbox import wake

from ..enums import CallbackState as C
from ..models import ApiClient, Callback

#: Waiting time after each failed attempt; after the last one the callback is given up.
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]
#: A worker that died between sending and recording is given up on after this.
LEASE = timedelta(minutes=3)

STEPS = table(
    claim=([C.PENDING, C.SENDING], C.SENDING),
    give_back=([C.SENDING], C.PENDING),
    deliver=([C.SENDING], C.DELIVERED),
    fail=([C.SENDING], C.PENDING),
    give_up=([C.SENDING], C.DEAD),
    replay=([C.DEAD], C.PENDING),
)


def record(appeal):
    """Write down that the appeal's state is another one now, in the transaction of the step that changed it."""
    client = ApiClient.objects.filter(source=appeal.external_source).first()
    if client is None:
        return None
    return tell(
        client, appeal.external_number, appeal=appeal, state=appeal.state, at=appeal.changed_at,
        number=appeal.number, round=appeal.round,
    )  # fmt: skip


def tell(client, external_number, *, appeal=None, state, at, **facts):
    """Write one row; it goes out after the commit when the client wants to be called."""
    row = Callback(client=client, appeal=appeal, external_number=external_number)
    row.payload = {
        "event": str(row.event), "type": "status", "external_number": external_number, "number": None,
        "state": str(state), "at": at.isoformat(), "round": 1, **facts,
    }  # fmt: skip
    if client.callback_url:
        row.state, row.next_at = C.PENDING, timezone.now()
        transaction.on_commit(partial(wake, "doors.deliver"), robust=True)
    row.save()
    return row


def number(client):
    """Give the client's committed rows their places in the list, in order; one reader at a time.

    Numbers from a sequence would be given before the commit: a reader could pass one that becomes visible later.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"callbacks:{client.pk}"])
        cursor.execute(NUMBER, [client.pk, client.pk])


NUMBER = """
    WITH waiting AS (
        SELECT id, row_number() OVER (ORDER BY id) AS place
        FROM doors_callback WHERE client_id = %s AND position IS NULL
    ), last AS (SELECT coalesce(max(position), 0) AS place FROM doors_callback WHERE client_id = %s)
    UPDATE doors_callback SET position = last.place + waiting.place FROM waiting, last
    WHERE doors_callback.id = waiting.id
"""


def _take(row, name, **facts):
    row.state = check(STEPS, name, row.get_state()).target
    for field, value in facts.items():
        setattr(row, field, value)
    row.save(update_fields=["state", "changed_at", *facts])
    return row


@transaction.atomic
def claim(now, limit):
    """Lease what is due, other workers' rows aside. One whose worker died has used an attempt."""
    rows = Callback.objects.due(now).select_for_update(of=("self",), skip_locked=True).select_related("client")[:limit]
    claimed = []
    for row in rows:
        attempts = row.attempts + (row.state == C.SENDING)
        if attempts > len(BACK_OFF):
            _take(row, "give_up", attempts=attempts, leased_until=None, last_error="The worker died while sending.")
        else:
            claimed.append(_take(row, "claim", attempts=attempts, leased_until=now + LEASE, next_at=None))
    return claimed


def _held(row):
    """The row, fresh and locked, while this worker's lease still holds it; else None."""
    fresh = Callback.objects.select_for_update(of=("self",)).get(pk=row.pk)
    return fresh if fresh.state == C.SENDING and fresh.leased_until == row.leased_until else None


@transaction.atomic
def give_back(row):
    """Let go of what this sweep has no time for."""
    if held := _held(row):
        _take(held, "give_back", leased_until=None, next_at=timezone.now())


@transaction.atomic
def delivered(row):
    """The other system took it."""
    if held := _held(row):
        _take(held, "deliver", leased_until=None, attempts=held.attempts + 1, last_error="")


@transaction.atomic
def failed(row, error, now=None):
    """The other system did not take it: again later, or given up after the last try."""
    if not (held := _held(row)):
        return
    attempts, told = held.attempts + 1, str(error)[:300]
    if attempts > len(BACK_OFF):
        _take(held, "give_up", attempts=attempts, leased_until=None, last_error=told)
    else:
        again = (now or timezone.now()) + BACK_OFF[attempts - 1]
        _take(held, "fail", attempts=attempts, leased_until=None, next_at=again, last_error=told)


@transaction.atomic
def replay(row, *, by):
    """Send one that was given up again, under the same event."""
    row = Callback.objects.select_for_update(of=("self",)).get(pk=row.pk)
    now = timezone.now()
    row = _take(row, "replay", attempts=0, next_at=now, replayed_at=now, replayed_by=by)
    transaction.on_commit(partial(wake, "doors.deliver"), robust=True)
    return row
