"""Somebody leaves: the work goes to others, roles and access end at once. Nothing is deleted, and people may return."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import hooks
from portal.common.workflow import Refused

from ..enums import Role
from ..models import Membership, User


def held_by(user):
    """What the person is answerable for, in the order in which it goes over; empty holdings are left out."""
    return sorted((row for row in hooks.person_holdings(user) if row.count), key=lambda row: row.rank)


@transaction.atomic
def deactivate(user, *, by, reason, takers):
    """Close an account; ``takers`` names for each holding's key the people who take over, in order (none: it ends).

    Returns what went over. Raises :class:`Refused` when a holding needs somebody and has nobody, or when a taker does
    not fit; then nothing has changed. A second click finds it done.
    """
    user, others = _lock(user, takers)
    if not user.is_active:
        return []
    _refuse(user, by, reason)
    holdings = held_by(user)
    for holding in holdings:
        people = [others[person.pk] for person in takers.get(holding.key, ())]
        _hand_over(holding, people, by, reason)
    end_sessions(user)
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    _save(user, by, reason, ["is_active", "is_staff", "is_superuser", "password"])
    return holdings


@transaction.atomic
def reactivate(user, *, by, reason):
    """Open an account again: without roles, without a password, to be activated anew."""
    user, _others = _lock(user, {})
    if user.is_active:
        return user
    user.is_active, user.activated_at = True, None
    return _save(user, by, reason, ["is_active", "activated_at"])


def end_sessions(user):
    """Sign the person out everywhere, at once; returns how many sessions ended."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    listed = UserSession.objects.filter(user=user)
    keys = {*listed.values_list("session_key", flat=True), *_unlisted(user)}
    for key in sorted(keys):
        store.delete(key)
    listed.delete()
    return len(keys)


def _unlisted(user):
    """Keys of sessions that no list of devices knows; every open session is read, which takes a second in the city."""
    running = Session.objects.filter(expire_date__gt=timezone.now())
    return [
        row.session_key
        for row in running.iterator(chunk_size=2000)
        if row.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]


def _hand_over(holding, people, by, reason):
    if people and holding.move:
        holding.move(people if holding.several else people[0], by=by, reason=reason)
    elif holding.end:
        holding.end(by=by, reason=reason)
    else:
        raise Refused(_("Say who takes over: %(label)s.") % {"label": holding.label}, code="unanswered")


def _lock(user, takers):
    """Everybody concerned, fresh and locked in one order."""
    ids = {user.pk} | {person.pk for people in takers.values() for person in people}
    rows = User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[user.pk], found


def _refuse(user, by, reason):
    if not reason.strip():
        raise Refused(_("Give the reason."))
    if by is not None and user.pk == by.pk:
        raise Refused(_("You cannot deactivate yourself."), code="self")
    admins = Membership.objects.in_force().filter(role=Role.ADMIN, user__is_active=True)
    if admins.filter(user=user).exists() and not admins.exclude(user=user).exists():
        raise Refused(_("%(name)s is the only administrator. Name another one first.") % {"name": user}, code="last")


def _save(user, by, reason, fields):
    user._history_user, user._change_reason = by, reason
    user.save(update_fields=fields)
    return user
