"""How django-allauth behaves here: nobody signs up by himself, wrong passwords close a name for a while, in words."""

import ipaddress

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import ngettext

from portal.common.templatetags.words import clock_time

from . import limits


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made from rosters; sign-up is closed.

    Wrong passwords are counted for one name from one network address, and for one name from all addresses that its
    owner never used: a stranger far away locks nobody out of the own office, and one wrong colleague not the office.
    """

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        """Count this try and refuse it while the name is closed; what succeeds is not counted in the end."""
        name, where = credentials.get("username", ""), network_of(request)
        here, until = limits.take(limits.SIGN_IN, name, where)
        if here is not None and not limits.is_known(name, where):
            anywhere, until = limits.take(limits.SIGN_IN_ANYWHERE, name)
            if anywhere is None:
                here.delete()
            self._counted = [row for row in (here, anywhere) if row]
        else:
            self._counted = [here] if here else []
        if until:
            raise ValidationError(closed_sentence(until), code="too_many_login_attempts")

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user:
            limits.remember(credentials.get("username", ""), network_of(request))
        return user

    def _rollback_login_failed_rl_usage(self):
        for row in self._counted:
            row.delete()

    def get_password_change_redirect_url(self, request):
        return "/accounts/me/"


def network_of(request):
    """The network address that a request comes from; an IPv6 household counts as one."""
    address = ipaddress.ip_address(DefaultAccountAdapter(request).get_client_ip(request))
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return str(address)


def closed_sentence(until):
    """Say how long a name is closed."""
    minutes = max(1, -int((timezone.now() - until).total_seconds() // 60))
    words = {"time": clock_time(until), "minutes": minutes}
    sentence = ngettext(
        "Too many wrong passwords. Signing in with this name is closed for %(minutes)s minute, until %(time)s. "
        "A new password lets you in at once.",
        "Too many wrong passwords. Signing in with this name is closed for %(minutes)s minutes, until %(time)s. "
        "A new password lets you in at once.",
        minutes,
    )
    return sentence % words


def open_again(request, person):
    """Whoever has just chosen a password is let in: the tries under the own names are forgotten."""
    for name in filter(None, {person.username, person.phone, person.email}):
        limits.forget(limits.SIGN_IN, name, network_of(request))
        limits.forget(limits.SIGN_IN_ANYWHERE, name)
        limits.remember(name, network_of(request))
