"""How often something may be tried: counted in the database, so that neither Redis nor a restart forgets it.

Who is refused is told until when; a refused try is not counted and does not prolong the wait. Nothing is limited by
the network address alone at sign-in: everybody behind one proxy has the same.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from .enums import AttemptKind
from .models import Attempt


@dataclass(frozen=True)
class Limit:
    """At most ``times`` within ``span``, sliding."""

    kind: AttemptKind
    times: int
    span: timedelta


#: Wrong passwords of one name from one network address.
SIGN_IN = Limit(AttemptKind.SIGN_IN, 5, timedelta(minutes=5))
#: Wrong passwords of one name from all addresses from which its owner never signed in.
SIGN_IN_ANYWHERE = Limit(AttemptKind.SIGN_IN, 30, timedelta(hours=1))
#: Codes and links that one number or address may ask for.
REQUEST = Limit(AttemptKind.REQUEST, 5, timedelta(hours=1))
#: Codes and links asked for from one network address: a whole office on its first morning.
REQUEST_FROM = Limit(AttemptKind.REQUEST, 200, timedelta(hours=1))
#: Wrong codes for one number since it last asked for one.
CODE = Limit(AttemptKind.CODE, 5, timedelta(hours=1))
#: Wrong codes from one network address.
CODE_FROM = Limit(AttemptKind.CODE, 100, timedelta(hours=1))
#: Invitations to one person, whoever sends them.
INVITE = Limit(AttemptKind.INVITE, 6, timedelta(days=1))
#: How long an address is remembered from which somebody signed in.
REMEMBERED = timedelta(days=90)


def key(*parts):
    """Return the keyed hash under which tries of ``parts`` are counted; case does not matter."""
    text = "\n".join(str(part).strip().casefold() for part in parts)
    return salted_hmac("portal.onboarding.limits", text, algorithm="sha256").hexdigest()[:40]


def take(limit, *parts):
    """Count one try. Returns ``(row, None)``, or ``(None, until)`` when there were too many already.

    The row is written first and counted after, so that parallel tries cannot pass together.
    """
    now, hashed = timezone.now(), key(*parts)
    row = Attempt.objects.create(kind=limit.kind, key=hashed, at=now)
    if (until := _closed(limit, hashed, now, besides=row)) is None:
        return row, None
    row.delete()
    return None, until


def closed_until(limit, *parts):
    """Return until when this is closed, or None; nothing is counted."""
    return _closed(limit, key(*parts), timezone.now())


def _closed(limit, hashed, now, besides=None):
    rows = Attempt.objects.filter(kind=limit.kind, key=hashed, at__gt=now - limit.span)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    times = list(rows.order_by("-at", "-pk").values_list("at", flat=True)[: limit.times])
    return times[-1] + limit.span if len(times) == limit.times else None


def forget(limit, *parts):
    """Begin to count anew."""
    Attempt.objects.filter(kind=limit.kind, key=key(*parts)).delete()


def remember(*parts):
    """Keep in mind that somebody signed in so."""
    hashed = key("known", *parts)
    if not Attempt.objects.filter(kind=AttemptKind.KNOWN, key=hashed).update(at=timezone.now()):
        Attempt.objects.create(kind=AttemptKind.KNOWN, key=hashed)


def is_known(*parts):
    """Whether somebody signed in so within :data:`REMEMBERED`."""
    since = timezone.now() - REMEMBERED
    return Attempt.objects.filter(kind=AttemptKind.KNOWN, key=key("known", *parts), at__gt=since).exists()


def tidy():
    """Drop what no limit looks at any more; returns how many rows."""
    now = timezone.now()
    old = Attempt.objects.exclude(kind=AttemptKind.KNOWN).filter(at__lt=now - timedelta(days=2))
    unseen = Attempt.objects.filter(kind=AttemptKind.KNOWN, at__lt=now - REMEMBERED)
    return old.delete()[0] + unseen.delete()[0]
