"""Unified social credit codes of legal entities (GB 32100-2015).

18 characters: registering department, kind of entity, division code of the registering office (six digits), the
entity's organisation code (nine characters, GB 11714, the last one its check character), a check character over all.
Letters may stand in the first two places. The letters I, O, S, V and Z are not used.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
SHAPE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{8}}[0-9X][{ALPHABET}]")

_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}

LENGTH_MESSAGE = _("A unified social credit code has 18 characters; this one has %(count)s.")
FORMAT_MESSAGE = _(
    "A unified social credit code has figures and capital letters other than I, O, S, V and Z, "
    "with figures in places 3 to 8."
)
CHECK_MESSAGE = _("The last character does not agree with the others: the code has a typing error.")
BODY_MESSAGE = _("Place 17 does not agree with places 9 to 16: the code has a typing error.")


class InvalidUscc(ValueError):
    """A code that cannot exist. ``code`` is ``length``, ``format``, ``check_digit`` or ``organisation_code``."""

    def __init__(self, code, message):
        self.code, self.message = code, message
        super().__init__(str(message))


def normalise(text):
    """Return the code in half-width capitals without spaces, hyphens or invisible characters."""
    text = unicodedata.normalize("NFKC", str(text)).upper()
    return "".join(mark for mark in text if not mark.isspace() and mark != "-" and unicodedata.category(mark) != "Cf")


def check_character(first_17):
    """Return the 18th character for the 17 before it (GB 32100-2015, weights are powers of 3 modulo 31)."""
    total = sum(weight * ALPHABET.index(mark) for weight, mark in zip(_WEIGHTS, first_17, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(first_8):
    """Return the ninth character of an organisation code for the eight before it (GB 11714): 10 is ``X``."""
    total = sum(weight * _BODY_VALUES[mark] for weight, mark in zip(_BODY_WEIGHTS, first_8, strict=True))
    rest = (11 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def validate(code):
    """Raise :class:`InvalidUscc` unless ``code``, as :func:`normalise` returns it, can exist."""
    if len(code) != LENGTH:
        raise InvalidUscc("length", LENGTH_MESSAGE % {"count": len(code)})
    if not SHAPE.fullmatch(code):
        raise InvalidUscc("format", FORMAT_MESSAGE)
    if check_character(code[:17]) != code[17]:
        raise InvalidUscc("check_digit", CHECK_MESSAGE)
    if organisation_check_character(code[8:16]) != code[16]:
        raise InvalidUscc("organisation_code", BODY_MESSAGE)


def is_valid(code):
    """Whether the normalised ``code`` can exist."""
    try:
        validate(code)
    except InvalidUscc:
        return False
    return True


def make(body, *, division="310115", registrar="91"):
    """Build a valid code around eight characters of an organisation code, for invented enterprises.

    Raises ``ValueError`` when a part has characters or a length that no code has.
    """
    first = f"{registrar}{division}{body}"
    if not SHAPE.fullmatch(f"{first}00"):
        raise ValueError(f"{registrar!r}, {division!r} and {body!r} make no code.")
    first += organisation_check_character(body)
    return first + check_character(first)


class InAddress:
    """A code as a part of an address (``<uscc:…>``); small letters are read as capitals."""

    regex = "[0-9A-Za-z]{18}"

    def to_python(self, value):
        return value.upper()

    def to_url(self, value):
        return value
