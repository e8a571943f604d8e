"""Links and codes of a confirmation, derived from its row and the secret key whenever they are needed; never stored.

A link carries the row's number and 130 bits. A code by text message has six figures. A code printed on a letter has
twelve signs without look-alikes: six name the row, six are the secret.
"""

import re

from django.utils.crypto import constant_time_compare, salted_hmac

from .enums import Channel

#: Crockford's thirty-two signs: no I, L, O, U.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans("OIL", "011")
_ROWS = 32**6
#: Odd, so that multiplying by it is a permutation of the numbers below ``_ROWS``: letters do not count up.
_FACTOR = 0x1F3A7B5D % _ROWS | 1
_TOKEN = re.compile(r"([0-9]{1,12})-([0-9A-Z]{26})")


def _secret(confirmation, use):
    """A number of 256 bits that only this installation can derive from this row for this ``use``."""
    facts = (
        confirmation.pk, confirmation.person_id, confirmation.purpose, confirmation.channel, confirmation.address,
        int(confirmation.created_at.timestamp() * 1_000_000), use,
    )  # fmt: skip
    digest = salted_hmac("portal.onboarding", "\n".join(map(str, facts)), algorithm="sha256").digest()
    return int.from_bytes(digest, "big")


def _written(number, length):
    signs = []
    for _place in range(length):
        number, rest = divmod(number, 32)
        signs.append(SIGNS[rest])
    return "".join(reversed(signs))


def token(confirmation):
    """Return the secret part of the link: "17-" and 26 signs."""
    return f"{confirmation.pk}-{_written(_secret(confirmation, 'link'), 26)}"


def code(confirmation):
    """Return what is typed by hand: six figures for a text message, twelve signs "ABCD-EFGH-JKMN" for a letter."""
    if confirmation.channel != Channel.LETTER:
        return f"{_secret(confirmation, 'code') % 1_000_000:06d}"
    signs = _written(confirmation.pk * _FACTOR % _ROWS, 6) + _written(_secret(confirmation, "code"), 6)
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def row_of_token(text):
    """Return the number of the row that a link names, or None; that says nothing about the secret."""
    found = _TOKEN.fullmatch(text)
    return int(found.group(1)) if found else None


def row_of_letter(text):
    """Return the number of the row that a letter's code names, or None."""
    signs = plain(text)
    if len(signs) != 12 or set(signs) - set(SIGNS):
        return None
    number = 0
    for sign in signs[:6]:
        number = number * 32 + SIGNS.index(sign)
    return number * pow(_FACTOR, -1, _ROWS) % _ROWS


def plain(text):
    """Return a typed code without spaces, hyphens and look-alikes."""
    signs = "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
    return signs.translate(_LOOK_ALIKES)


def is_token(confirmation, text):
    """Whether ``text`` is the link of this row, compared in constant time."""
    return constant_time_compare(token(confirmation), text)


def is_code(confirmation, text):
    """Whether ``text`` is the code of this row, compared in constant time."""
    return constant_time_compare(plain(code(confirmation)), plain(text))
