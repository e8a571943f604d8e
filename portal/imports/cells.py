"""What one cell says: every way in which people write it becomes one value, or a sentence about why it cannot."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

#: What people write into a cell that has nothing to say.
NOTHING = frozenset({"", "-", "--", "—", "——", "－", "/", "\\", "n/a", "#n/a", "null", "none"})
SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d*)?e[+-]?\d+", re.IGNORECASE)
_CELL_ERROR = re.compile(r"#[A-Z/0]+[!?]")
_NUMBER = re.compile(r"(\d+|\d{1,3}([, ]\d{3})+)(\.\d*)?|\.\d+")
_DATE = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]0?0:00(:00)?)?"
)
_MOBILE = re.compile(r"1\d{10}")
_PHONE = re.compile(r"\+?\(?\d[\d()-]{4,18}")
#: Marks that nobody sees: soft hyphen, zero-width spaces and joiners, marks of direction, byte order.
_INVISIBLE = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_PLAIN = {code: chr(code - 0xFEE0) for code in _WIDE} | dict.fromkeys(_INVISIBLE)
_ODD = re.compile("[" + "".join(map(chr, _PLAIN)) + "]")
_CHINESE_GAP = re.compile(r"(?<=[\u3400-\u9fff（）]) (?=[\u3400-\u9fff（）])")
_LONGEST_NOTHING = max(map(len, NOTHING))
#: How :func:`portal.common.exports.safe_cell` guards what could start a formula.
_GUARDED = re.compile(r"'\s*[=+\-@＝＋－＠]")
_MASK = re.compile(r"[*＊•●]{2,}")
_LARGEST_INTEGER = 2**53
_QUANTA = {places: Decimal(1).scaleb(-places) for places in range(7)}
FIRST_YEAR = 1800
TRUE = frozenset({"是", "有", "对", "真", "√", "✓", "y", "yes", "true", "1"})
FALSE = frozenset({"否", "无", "不", "假", "×", "✗", "n", "no", "false", "0"})


class BadCell(Exception):
    """A cell that cannot be taken; the message is a sentence for people."""


class MaskedCell(Exception):
    """A cell that holds a masked value (138****5678): it says nothing, and is told as a warning."""


def text(value):
    """Return the cell as one line of text without needless or invisible marks; an empty one for nothing.

    The apostrophe that an export puts before what could start a formula falls away again.
    """
    words = value if type(value) is str else _written(value)
    if not words.isascii() and _ODD.search(words):
        words = words.translate(_PLAIN)
    words = " ".join(words.split())
    if words[:1] in ("'", "#"):
        words = _without_guard(words)
    return "" if len(words) <= _LONGEST_NOTHING and words.lower() in NOTHING else words


def _written(value):
    """Return a cell that is no text as a spreadsheet shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_INTEGER:
        value = int(value)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    return str(value)


def _without_guard(words):
    if _GUARDED.match(words):
        return words[1:].lstrip()
    if _CELL_ERROR.fullmatch(words):
        raise BadCell(_("The spreadsheet shows an error here: %(value)s") % {"value": words})
    return words


def half_width(value):
    """Return the cell as text in half-width marks, for codes, figures and dates."""
    words = text(value)
    return words if words.isascii() else unicodedata.normalize("NFKC", words)


def line(value, most):
    """Return text of at most ``most`` characters; spaces between Chinese characters fall out."""
    words = text(value)
    if " " in words:
        words = _CHINESE_GAP.sub("", words)
    if len(words) > most:
        raise BadCell(_("At most %(most)s characters; this has %(count)s.") % {"most": most, "count": len(words)})
    return words


def code(value, most=30):
    """Return a code: half-width, without spaces, as written; a figure in scientific notation is refused."""
    words = half_width(value).replace(" ", "")
    if SCIENTIFIC.fullmatch(words):
        raise BadCell(taken_for_number())
    return line(words, most)


def staff_number(value):
    """Return a staff number: capitals, no spaces."""
    return code(value).upper()


def amount(value, *, places=2, most=10**12, factor=Decimal(1)):
    """Return a figure that is not negative, rounded to ``places``; ``factor`` brings it to the portal's unit."""
    is_number = type(value) in (int, float) and 0 <= value < _LARGEST_INTEGER
    words = repr(value) if is_number else _figure(value)
    if not words:
        return None
    figure = Decimal(words)
    if factor != 1:
        figure *= factor
    if figure > most:
        raise BadCell(_("This figure is too large: %(value)s") % {"value": words})
    return figure.quantize(_QUANTA[places], ROUND_HALF_UP)


def _figure(value):
    """Return the cell as digits with at most one decimal point."""
    if isinstance(value, float):
        value = format(Decimal(repr(value)), "f")
    words = half_width(value).lstrip("¥").strip()
    if not words:
        return ""
    if SCIENTIFIC.fullmatch(words):
        raise BadCell(_("Write the figure in full, not as %(value)s.") % {"value": words})
    if re.fullmatch(r"[-−–]\s*[\d.,]+|\([\d.,]+\)", words):
        raise BadCell(_("This figure cannot be negative: %(value)s") % {"value": words})
    if not _NUMBER.fullmatch(words):
        raise BadCell(_("This is not a figure: %(value)s") % {"value": words[:40]})
    return re.sub(r"[, ]", "", words)


def count(value):
    """Return a whole number that is not negative."""
    figure = amount(value, places=4, most=2**31 - 1)
    if figure is None:
        return None
    if figure != figure.to_integral_value():
        raise BadCell(_("This must be a whole number: %(value)s") % {"value": figure.normalize()})
    return int(figure)


def degrees(value, low, high):
    """Return decimal degrees between two bounds, with six places."""
    figure = amount(value, places=6, most=1000)
    if figure is not None and not low <= figure <= high:
        raise BadCell(
            _("%(value)s lies outside China: between %(low)s and %(high)s.")
            % {"value": figure.normalize(), "low": low, "high": high}
        )
    return figure


def day(value):
    """Return a date, from a date cell or one of the spellings that people use; None for an empty cell."""
    if isinstance(value, datetime):
        value = value.date()
    found = value if isinstance(value, date) else _spelt_date(value)
    if found is not None and found.year < FIRST_YEAR:
        raise BadCell(_("This date does not exist: %(value)s") % {"value": found.isoformat()})
    return found


def past_date(value, today=None):
    """Return a date not later than ``today``, read as :func:`day` reads it."""
    found = day(value)
    if found is not None and found > (today or timezone.localdate()):
        raise BadCell(_("This date lies in the future: %(value)s") % {"value": found.isoformat()})
    return found


def _spelt_date(value):
    if isinstance(value, timedelta):
        raise BadCell(_("This is not a date: %(value)s") % {"value": value})
    words = re.sub(r"\s*([-/.年月日])\s*", r"\1", half_width(value))
    if not words:
        return None
    match = _DATE.fullmatch(words)
    if not match:
        raise BadCell(_("This is not a date: %(value)s") % {"value": words[:40]})
    year, month, number = [int(part) for part in match.groups()[:-1] if part and part.isdigit()]
    try:
        return date(year, month, number)
    except ValueError as error:
        raise BadCell(_("This date does not exist: %(value)s") % {"value": words}) from error


def yes_or_no(value):
    """Return True or False for the words that people tick boxes with; None for an empty cell."""
    words = half_width(value).lower()
    if not words:
        return None
    if words not in TRUE | FALSE:
        raise BadCell(_("Write yes or no here, not “%(value)s”.") % {"value": words[:40]})
    return words in TRUE


def telephone(value):
    """Return a telephone number: mobile numbers as eleven figures, others as written without spaces.

    A masked one raises :class:`MaskedCell`: it never overwrites a real one.
    """
    words = half_width(value).replace(" ", "").replace("—", "-").replace("–", "-")
    if not words:
        return ""
    if _MASK.search(words):
        raise MaskedCell(_masked(words))
    digits = re.sub(r"^(\+86|0086)?-?", "", words).replace("-", "")
    if _MOBILE.fullmatch(digits):
        return digits
    if not _PHONE.fullmatch(words):
        raise BadCell(_("This is not a telephone number: %(value)s") % {"value": words[:40]})
    return words


def email(value):
    """Return an e-mail address; a masked one raises :class:`MaskedCell`."""
    words = half_width(value).replace(" ", "")
    if not words:
        return ""
    if _MASK.search(words):
        raise MaskedCell(_masked(words))
    try:
        validate_email(words)
    except ValidationError as error:
        raise BadCell(_("This is not an e-mail address: %(value)s") % {"value": words[:40]}) from error
    return words


def _masked(words):
    return _("“%(value)s” is masked; the cell was taken as empty.") % {"value": words[:40]}


def choice(value, words):
    """Return the stored word for one of the keys of ``words``, whatever its case, spaces and hyphens."""
    given = half_width(value)
    if not given:
        return ""
    found = words.get(re.sub(r"[\s_-]", "", given.lower()))
    if found is None:
        shown = _(", ").join(dict.fromkeys(key for key in words if not key.isascii()))
        raise BadCell(
            _("“%(value)s” is not known here. Possible: %(words)s.")
            % {"value": given[:40], "words": shown or _(", ").join(words)}
        )
    return found


def tags(value):
    """Return the labels of a cell in their order, each once."""
    found = [word.strip() for word in re.split(r"[、，,;；|\n]", str(value if value is not None else ""))]
    return list(dict.fromkeys(word for word in (line(word, 30) for word in found) if word))


def taken_for_number():
    """Say that a spreadsheet turned a code into a number."""
    return _("The spreadsheet turned this code into a number. Format the column as text and enter the code again.")
