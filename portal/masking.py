"""What logs never show: telephones, e-mail addresses, numbers of identity cards, passwords, and links that let in.

A log line is read by more people than the page it tells of, and kept for six months. Names of firms and their
18-digit codes stay: they are public, and without them no fault is found.
"""

import re
from collections.abc import Mapping

from stdnum.cn import uscc

HIDDEN = "***"

_MOBILE = re.compile(r"(?<![\dA-Za-z])(?:(\+86|0086)[ -]?)?(1[3-9]\d)([ -]?)\d{4}([ -]?)(\d{4})(?![\dA-Za-z])")
_LANDLINE = re.compile(r"(?<![\dA-Za-z])(0\d{2,3})([ -])\d{3,4}(\d{4})(?![\dA-Za-z])")
_E_MAIL = re.compile(r"(?<![\w.+%-])([A-Za-z0-9_])[\w.+%-]*@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}|localhost)(?![\w-])")
#: Six figures of a place, a date of birth, three figures and a check sign.
_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])([1-9]\d{5})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}([\dXx])(?![\dA-Za-z])"
)
#: The part of a path that lets in: the secret of a confirmation or a reset, or a signed text.
_SECRET_PART = re.compile(
    r"(?<=/)(?:"
    r"[\w:~-]*(?=\w*\d)(?=\d*[A-Za-z_])\w{20,}[\w:~-]*"  # a long run of figures and letters
    r"|(?=[\w~-]*:)[\w:~-]{20,}"  # signed
    r"|(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{32,}"
    r""")(?=[/?#\s"'),]|$)"""
)
_NAMES_OF_SECRETS = (
    r"password\d?|passwd|oldpassword|new_password\d?|token|access_token|secret|secret_key|api_key|signature|sig|"
    r"csrfmiddlewaretoken|sessionid|__Host-session|__Host-csrf|authorization"
)
_ASSIGNED = re.compile(rf"([?&;\s]|^)({_NAMES_OF_SECRETS})=([^&\s\"';,)]+)", re.I)
_QUERY = re.compile(r"([?&])(key|code|sign|phone|mobile)=([^&\s\"';,)]+)", re.I)
_PAIR = re.compile(rf"""((["'])(?:{_NAMES_OF_SECRETS})\2\s*:\s*)(\[[^\]]*\]|"[^"]*"|'[^']*')""", re.I)
_BEARER = re.compile(r"\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{6,}")
_ADDRESS_WITH_PASSWORD = re.compile(r"(\w[\w+.-]*://[^\s:/@]*):[^\s/@]+@")
#: PostgreSQL tells the values of a row that it refuses: names and addresses among them.
_ROW = re.compile(r"(Failing row contains|失败, 行包含) ?\(.*?\)(?=[.。]?(?:\n|$))", re.S)
_KEY = re.compile(r"(Key|键值) ?(\([^=]*?\))=\(.*?\)(?= (?:already|is|conflicts|is not|已|仍|没有|不)|[.。]|$)")

_SECRET_KEY = re.compile(rf"(?:{_NAMES_OF_SECRETS}|cookie|set-cookie)", re.I)
#: Deeper than anything that is logged on purpose.
_DEPTH = 6


def _identity(found):
    """Hide a number of a person; the code of an enterprise can look alike, and tells so by its check sign."""
    if uscc.is_valid(found.group(0)):
        return found.group(0)
    return f"{found.group(1)[:4]}************{found.group(2)}" if found.group(2) else HIDDEN


def _mobile(found):
    prefix = f"{found.group(1)} " if found.group(1) else ""
    return f"{prefix}{found.group(2)}****{found.group(5)}"


_RULES = [
    (_ROW, r"\1 (***)"),
    (_KEY, r"\1 \2=(***)"),
    (_ADDRESS_WITH_PASSWORD, r"\1:***@"),
    (_BEARER, r"\1 ***"),
    (_PAIR, r"\1'***'"),
    (_ASSIGNED, r"\1\2=***"),
    (_QUERY, r"\1\2=***"),
    (_SECRET_PART, HIDDEN),
    (_IDENTITY, _identity),
    (_MOBILE, _mobile),
    (_LANDLINE, r"\1\2****\3"),
    (_E_MAIL, r"\1***@\2"),
]


def mask_text(text):
    """Return ``text`` without what logs never show."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def mask_value(value, depth=0):
    """Return ``value`` masked all the way down; what is neither text nor number becomes text first."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return mask_text(value)
    if depth >= _DEPTH:
        return mask_text(str(value))
    if isinstance(value, Mapping):
        return {mask_text(str(key)): _mask_item(key, item, depth) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask_value(item, depth + 1) for item in value]
    return mask_text(str(value))


def _mask_item(key, item, depth):
    return HIDDEN if _SECRET_KEY.fullmatch(str(key)) else mask_value(item, depth + 1)


def mask_event(logger, name, event):
    """Mask a whole log event (a structlog processor); a number that is a telephone is masked like a text."""
    return {key: _mask_item(key, _as_text_when_long(item), 0) for key, item in event.items()}


def _as_text_when_long(item):
    is_long = isinstance(item, int) and not isinstance(item, bool) and 10_000_000_000 <= item < 10**18
    return str(item) if is_long else item
