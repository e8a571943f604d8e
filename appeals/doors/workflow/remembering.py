"""What is kept for a while: numbers used once, how many requests came, and answers given under an idempotency key."""

import math
from datetime import timedelta

from django.utils import timezone

from portal.common.workflow import Refused

from ..models import Answer, Nonce
from ..signing import TOLERANCE

#: A time stamp is believed for five minutes to either side; a number used once is kept a little longer than both.
NONCES_KEPT = timedelta(seconds=2 * TOLERANCE + 60)
#: How long a client may go on trying the same request.
ANSWERS_KEPT = timedelta(days=3)
MINUTE = timedelta(minutes=1)


class TooMany(Refused):
    """More requests a minute than agreed; ``wait`` are the seconds until the next one is heard."""

    def __init__(self, wait):
        self.wait = wait
        super().__init__("", code="rate_limited")


def allow(client, now=None):
    """Raise :class:`TooMany` when the client has used its requests of the last minute."""
    now = now or timezone.now()
    recent = Nonce.objects.filter(client=client, at__gt=now - MINUTE).order_by("-at").values_list("at", flat=True)
    times = list(recent[: client.rate_per_minute])
    if len(times) == client.rate_per_minute:
        raise TooMany(max(1, math.ceil((times[-1] + MINUTE - now).total_seconds())))


def use_once(client, nonce):
    """Remember the number; returns False when the client used it before. Of two at once one is first."""
    return Nonce.objects.get_or_create(client=client, nonce=nonce)[1]


def tidy(now=None):
    """Forget numbers whose time stamp nobody would believe any more, and old answers; returns how many."""
    now = now or timezone.now()
    nonces = Nonce.objects.filter(at__lt=now - NONCES_KEPT).delete()[0]
    return nonces + Answer.objects.filter(at__lt=now - ANSWERS_KEPT).delete()[0]
