"""The printed letter: what stands on the sheet that a steward hands over."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import mark_safe

from . import codes, wording
from .circles import Place, places_of
from .models import Confirmation

#: Letters on one page of the browser; more are printed in several goes.
MOST = 50


@dataclass(frozen=True)
class Sheet:
    """One A4 sheet."""

    name: str
    username: str
    phone: str
    place: Place
    code: str
    typed_at: str
    drawing: str
    until: datetime
    sent_by: str


def sheets(user, numbers):
    """Return the sheets of those letters of ``user`` that are still open, in the order of ``numbers``."""
    rows = Confirmation.objects.visible_to(user).letters().open().filter(pk__in=numbers[:MOST])
    rows = rows.select_related("person", "sent_by").filter(person__is_active=True, person__activated_at=None)
    places = places_of(user, [row.person_id for row in rows])
    return [_sheet(row, places[row.person_id]) for row in rows.order_by("pk") if row.person_id in places]


def _sheet(row, place):
    person = row.person
    return Sheet(
        name=person.name, username=person.username, phone=person.phone, place=place, code=codes.code(row),
        typed_at=spoken_address(wording.page("onboarding:letter_code")), drawing=drawing(wording.link(row)),
        until=timezone.localtime(row.expires_at), sent_by=row.sent_by.name,
    )  # fmt: skip


def drawing(address):
    """Return a QR code as inline SVG without a style, black on white whatever the scheme."""
    code = segno.make_qr(address, error="m")
    svg = code.svg_inline(scale=4, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(svg)  # noqa: S308 -- made by segno out of our own address


def spoken_address(address):
    """Return an address as one types it: without the scheme when it is https."""
    bare = urlsplit(address)
    return f"{bare.netloc}{bare.path}" if settings.SITE_URL.startswith("https://") else address
