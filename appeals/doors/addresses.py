"""Where callbacks may go: an address that an administrator set, over TLS, and never this machine or its neighbours.

Private networks are allowed: the hotline and the departments are reached over the government's own. Loopback without
TLS is for the demo and for tests.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Unreachable(Exception):
    """The address leads where no callback may go, or nowhere."""


def check(url):
    """Raise ``ValidationError`` unless callbacks may be sent to ``url``, as far as it says so itself."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        port_is_right = False
    if not port_is_right or not parts.hostname or parts.username or parts.fragment or not url.isascii():
        raise ValidationError(_("Write the whole address: https, the host, the path; no name and no password."))
    local = settings.DEMO and is_loopback(parts.hostname)
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise ValidationError(_("Callbacks go over https only."))
    if not local and _is_forbidden_name(parts.hostname):
        raise ValidationError(_("This machine and its neighbours are no address for callbacks."))


def is_loopback(host):
    """Whether the name means this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _as_address(host)
    return bool(address and address.is_loopback)


def resolve(url):
    """Raise :class:`Unreachable` when the host's name leads to an address where no callback may go."""
    parts = urlsplit(url)
    try:
        check(url)
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except ValidationError as error:
        raise Unreachable(error.messages[0]) from error
    except OSError as error:
        raise Unreachable(f"{parts.hostname}: {error.strerror or error}") from error
    local = settings.DEMO and is_loopback(parts.hostname)
    if not local and any(_is_forbidden(ipaddress.ip_address(row[4][0].partition("%")[0])) for row in found):
        raise Unreachable(f"{parts.hostname} leads to this machine or its neighbours.")


def _as_address(host):
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_forbidden_name(host):
    address = _as_address(host)
    return is_loopback(host) or bool(address and _is_forbidden(address))


def _is_forbidden(address):
    address = getattr(address, "ipv4_mapped", None) or address
    return any([address.is_loopback, address.is_link_local, address.is_multicast, address.is_unspecified])
