"""Callbacks on their way out: claim, sign, post, record. At least once, under an event number that never changes.

The other system answers with any 2xx. Redirects are not followed: the address is the one that an administrator set.
"""

import json
import secrets
import time
from time import monotonic
from urllib.parse import urlsplit

import requests
import structlog
from django.utils import timezone

from . import addresses, signing, workflow

log = structlog.get_logger(__name__)

#: Seconds to connect, and between two pieces of the answer.
PATIENCE = (3, 5)
#: Callbacks claimed at once: their time-outs together stay within the lease.
BATCH = 10
#: Seconds after which a sweep begins nothing further.
SWEEP = 80
EVENT = "X-Event-Id"


class NotTaken(Exception):
    """The other system did not take the callback this time."""


def deliver_due(now=None, limit=BATCH):
    """Send what is due; returns ``(delivered, failed)``. Safe to run twice at once."""
    deadline, taken, failed = monotonic() + SWEEP, 0, 0
    while rows := workflow.claim(now or timezone.now(), limit):
        for row in rows:
            if monotonic() > deadline:
                workflow.give_back(row)
            elif _send(row):
                taken += 1
            else:
                failed += 1
        if monotonic() > deadline:
            break
    return taken, failed


def _send(row):
    try:
        _post(row)
    except (NotTaken, addresses.Unreachable, requests.RequestException) as error:
        told = str(error) if isinstance(error, NotTaken | addresses.Unreachable) else type(error).__name__
        workflow.failed(row, told)
        log.warning("doors.callback_failed", client=row.client.source, attempts=row.attempts + 1, error=told[:200])
        return False
    workflow.delivered(row)
    return True


def _post(row):
    key = row.client.keys.live().order_by("-created_at", "-pk").first()
    if key is None:
        raise NotTaken("The connected system has no live key.")
    if not row.client.callback_url:
        raise NotTaken("The connected system has no callback address.")
    addresses.resolve(row.client.callback_url)
    body = json.dumps(row.payload, ensure_ascii=False).encode()
    with requests.Session() as session:
        session.trust_env = False  # no proxy, no password out of a file of the machine
        answer = session.post(
            row.client.callback_url, data=body, headers=_headers(key, row, body), timeout=PATIENCE,
            allow_redirects=False, stream=True,
        )  # fmt: skip
        answer.close()
    if not 200 <= answer.status_code < 300:
        raise NotTaken(f"The connected system answered {answer.status_code}.")


def _headers(key, row, body):
    parts = urlsplit(row.client.callback_url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    signed = signing.Signed("POST", target, str(int(time.time())), secrets.token_hex(16), signing.body_hash(body))
    return {
        "Content-Type": "application/json; charset=utf-8",
        EVENT: str(row.event),
        **signing.headers(key, signed),
    }
