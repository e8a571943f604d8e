"""Where somebody is signed in: the rows of django-allauth, read without writing, and ended one by one or together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from . import devices

#: How exactly "last seen" is known; more often is not worth a write.
EXACT = timedelta(minutes=5)
#: When the session began, kept in the session itself: nothing is written in its first minutes.
BEGAN = "began"


@dataclass(frozen=True)
class Device:
    """One place where the person is signed in."""

    pk: int
    name: str
    is_phone: bool
    began_at: datetime
    seen_at: datetime
    is_here: bool


def of_person(user, request):
    """Return the devices of ``user`` that are signed in now, the one of ``request`` first."""
    here = request.session.session_key
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    alive = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    hashed = user.get_session_auth_hash()
    keys = [one.session_key for one in alive if _is_valid(one.get_decoded(), hashed)]
    found = [_device(rows[key], here) for key in keys]
    if not any(device.is_here for device in found):
        found.append(_this(request))
    return sorted(found, key=lambda device: (device.is_here, device.seen_at), reverse=True)


def _is_valid(data, hashed):
    """Whether the password is still the one that opened the session."""
    return constant_time_compare(data.get("_auth_user_hash", ""), hashed)


def _device(row, here):
    return Device(
        row.pk, str(devices.describe(row.user_agent)), devices.is_phone(row.user_agent), row.created_at,
        row.last_seen_at, row.session_key == here,
    )  # fmt: skip


def _this(request):
    """The device in front of the person, where nothing was kept about it."""
    agent, now = request.META.get("HTTP_USER_AGENT", ""), timezone.now()
    return Device(0, str(devices.describe(agent)), devices.is_phone(agent), now, now, is_here=True)


def end(user, here, pk=None):
    """Sign ``user`` out on the device ``pk``, or everywhere but here; returns how many devices that were."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=here)
    rows = rows if pk is None else rows.filter(pk=pk)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return rows.delete()[0]


def touch(session_key):
    """Write down that the session is in use, at most once in :data:`EXACT`."""
    now = timezone.now()
    UserSession.objects.filter(session_key=session_key, last_seen_at__lt=now - EXACT).update(last_seen_at=now)


def tidy():
    """Drop sessions that have ended and what was kept about them."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    old = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    UserSession.objects.filter(created_at__lt=old).exclude(
        session_key__in=Session.objects.values("session_key")
    ).delete()


def is_old(began):
    """Whether a session that began at this instant (seconds since 1970, or None) may need a new "last seen"."""
    return began is None or timezone.now().timestamp() - began > EXACT.total_seconds()
