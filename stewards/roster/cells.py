"""Cells that only a roster has: names of companies, credit codes, industries."""

import re

from enterprises import uscc
from portal.imports.cells import SCIENTIFIC, BadCell, half_width, line, taken_for_number

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_OPENING, _CLOSING = re.compile(r"\s*\(\s*"), re.compile(r"\s*\)\s*")
_LOST = re.compile(r"\d{15,}\.0+")


def company_name(value):
    """Return an enterprise's name; brackets in a Chinese name are full-width, as the register writes them."""
    words = line(value, 120)
    if ("(" in words or ")" in words) and _CHINESE.search(words):
        words = _OPENING.sub("（", _CLOSING.sub("）", words))
    return words


def credit_code(value):
    """Return a valid unified social credit code; one that a spreadsheet took for a number is lost and is refused."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise BadCell(taken_for_number())
    words = half_width(value).lstrip("'`‘’")
    if SCIENTIFIC.fullmatch(words) or _LOST.fullmatch(words):
        raise BadCell(taken_for_number())
    code = words if uscc.SHAPE.fullmatch(words) else uscc.normalise(words)
    if not code:
        return ""
    try:
        uscc.validate(code)
    except uscc.InvalidUscc as error:
        raise BadCell(str(error.message)) from error
    return code


def industry_code(value):
    """Return a code of GB/T 4754 in capitals; a number of three figures may have lost its leading zero."""
    if isinstance(value, float) and value < 1000:
        raise BadCell(taken_for_number())
    return half_width(value).upper().replace(" ", "")
