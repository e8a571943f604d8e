"""Who a name, a telephone number and an e-mail address belong to: one person, whatever enterprises that one serves."""

from django.db import connection
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.workflow import Refused
from portal.onboarding import workflow as onboarding


def person_for(enterprise, *, by, name, phone, email, language=""):
    """Return the person with this name and telephone number, found or newly made without a password.

    Raises :class:`Refused` when the number or the address is somebody else's: people sign in with the number, and
    links that open an account go to the address.
    """
    _one_at_a_time(phone)
    same_phone = list(User.objects.filter(phone=phone).order_by("-is_active", "pk"))
    known = next((user for user in same_phone if user.name == name), None)
    if known:
        if not known.is_active:
            raise Refused(_("The account of this person is closed. Ask an administrator to open it."), code="closed")
        return known
    if any(user.is_active for user in same_phone):
        raise Refused(
            _("This telephone number belongs to somebody else in the portal. Check name and number."), code="phone"
        )
    if email and User.objects.filter(email__iexact=email, is_active=True).exists():
        raise Refused(_("This e-mail address belongs to somebody else in the portal. Give another one."), code="email")
    user = User(username=_free_name(enterprise), name=name, phone=phone, email=email, language=language)
    user.is_demo = enterprise.is_demo
    user.set_unusable_password()
    user._history_user = by
    user.save()
    return user


def _one_at_a_time(phone):
    """Let parallel transactions about one number wait for each other until the end of this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"person:{phone}"])


def _free_name(enterprise):
    """A user name that nobody has: the code of the enterprise and a number, as the roster import gives them."""
    stem = enterprise.uscc.lower()
    taken = set(User.objects.filter(username__istartswith=stem).values_list("username", flat=True))
    taken = {name.lower() for name in taken}
    return next(name for number in range(1, len(taken) + 2) if (name := f"{stem}-{number}") not in taken)


def invite(person, *, by):
    """Send somebody who never got into the portal the way in; returns whether anything was sent.

    Who has had enough messages for today, or has no address that a message reaches, gets a letter at a visit instead.
    """
    channel = onboarding.channel_for(person)
    if person.activated_at or not person.is_active or channel is None:
        return False
    try:
        onboarding.invite(person, channel, by=by)
    except Refused:
        return False
    return True
