"""The ten accounts of the demo city: who they are and what they come for (demo mode only)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .enums import Role
from .models import User

PURPOSES = {
    "contact": (Role.CONTACT, _("submit and follow appeals, see the enterprise's own data")),
    "steward": (Role.STEWARD, _("what is due today, my enterprises, reviewing appeals")),
    "liaison": (Role.LIAISON, _("helps one steward with the daily contact")),
    "general": (Role.GENERAL, _("the stewards and enterprises of one unit")),
    "dispatcher": (Role.DISPATCHER, _("claim, dispatch, take over late reviews")),
    "handler": (Role.HANDLER, _("take on, promise and answer appeals")),
    "district": (Role.DISTRICT, _("the whole district, stewards put in force")),
    "city": (Role.CITY, _("the whole city")),
    "leader": (Role.LEADER, _("reads everything, changes nothing")),
    "admin": (Role.ADMIN, _("rosters, accounts and reference data")),
}


@dataclass(frozen=True)
class DemoAccount:
    username: str
    role: str
    name: str
    purpose: str


def demo_accounts():
    """The accounts that exist, in the order of the sign-in page (one query)."""
    names = dict(User.objects.filter(username__in=PURPOSES, is_demo=True).values_list("username", "name"))
    return [
        DemoAccount(username, role.label, names[username], purpose)
        for username, (role, purpose) in PURPOSES.items()
        if username in names
    ]


def demo_person(username):
    """The person behind one of the demo accounts, or None; nobody else signs in by a click."""
    if username not in PURPOSES:
        return None
    return User.objects.filter(username=username, is_demo=True, is_active=True).first()
