"""From a sheet to normalised rows: finds the header, leaves out titles, units and totals, and names every bad cell."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import cells, reading
from .columns import BY_KEY, REQUIRED, column_for, is_unit, read_cell, unit_in

TOTAL = re.compile(
    r"(合计|总计|小计|共计|总数|total|grandtotal|subtotal|sum)[:：]?(\d+([户家个条]|rows)?)?", re.IGNORECASE
)
#: What is shorter in the column of codes is no attempt at one: "2户" beside a total.
SHORTEST_CODE = 10
MISSING = {
    "name": gettext_lazy("The enterprise has no name."),
    "uscc": gettext_lazy("The enterprise has no unified social credit code."),
    "district": gettext_lazy("The enterprise has no district."),
    "street": gettext_lazy("The enterprise has no street, town or park."),
}
NOTE = re.compile(r"(注|备注|说明|填表|制表|审核|填报|note|remark)", re.IGNORECASE)


@dataclass(frozen=True)
class RowError:
    """What is wrong with one cell. ``row`` as the spreadsheet numbers it; None for the file as a whole."""

    row: int | None
    column: str
    message: str


@dataclass
class Row:
    """One enterprise of the file: its values by column key, empty cells left out."""

    number: int
    values: dict
    errors: list[RowError] = field(default_factory=list)

    def add(self, column, message):
        self.errors.append(RowError(self.number, column, str(message)))


@dataclass
class Parsed:
    """What a file says: its rows, what is wrong with the file as a whole, and what was passed over."""

    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Header:
    number: int
    places: dict  # index → Column
    factors: dict  # index → factor to 万元
    read: dict = field(default_factory=dict)  # what cells said before: most columns repeat few values

    @property
    def code_place(self):
        return next(place for place, column in self.places.items() if column.key == "uscc")


def parse_file(path):
    """Read and normalise the roster at ``path``; a file that cannot be read is an error of the file, not raised."""
    try:
        sheet = reading.read(path, is_header=lambda row: _recognised(row) >= len(REQUIRED))
    except reading.UnreadableFile as error:
        return Parsed(errors=[RowError(None, "", str(error))])
    return parse(sheet.rows)


def parse(rows):
    """Normalise the rows of a sheet; ``rows[0]`` is row 1."""
    parsed = Parsed()
    header = _find_header(rows, parsed)
    if header is None:
        return parsed
    today, seen = timezone.localdate(), {}
    for number, line in enumerate(rows[header.number :], start=header.number + 1):
        if _is_blank(line) or _unit_line(header, line, number) or _is_closing(header, line):
            continue
        row = _read_row(header, number, line, today)
        _refuse_missing(row)
        _refuse_twice(row, seen)
        parsed.rows.append(row)
    if not parsed.rows:
        parsed.errors.append(RowError(None, "", _("The file has no rows below its header.")))
    return parsed


def _recognised(row):
    return len({column.key for cell in row if (column := column_for(cell))})


def _find_header(rows, parsed):
    candidates = rows[: reading.HEADER_DEPTH]
    scores = [_recognised(row) for row in candidates]
    if not scores or max(scores) < 2:
        message = _("No header was found. The first row names the columns; required are %(columns)s.")
        parsed.errors.append(RowError(None, "", message % {"columns": _names(REQUIRED)}))
        return None
    index = scores.index(max(scores))
    header = _Header(index + 1, {}, {})
    _place_columns(candidates[index], header, parsed)
    missing = [key for key in REQUIRED if key not in {column.key for column in header.places.values()}]
    if missing:
        message = _("The header lacks required columns: %(columns)s.") % {"columns": _names(missing)}
        parsed.errors.append(RowError(header.number, missing[0], message))
        return None
    common = next((unit for row in candidates[:index] for cell in row if (unit := unit_in(cell))), Decimal(1))
    for place, column in header.places.items():
        if column.is_money:
            header.factors[place] = unit_in(candidates[index][place]) or common
    return header


def _place_columns(cells_of_header, header, parsed):
    taken = {}
    for place, cell in enumerate(cells_of_header):
        words = str(cell if cell is not None else "").strip()
        column = column_for(words)
        if column is None:
            if words and not _is_counter(words):
                parsed.warnings.append(_("The column “%(name)s” is not known and was passed over.") % {"name": words})
        elif column.key in taken:
            parsed.warnings.append(
                _("The column “%(name)s” stands twice; the second one was passed over.") % {"name": words}
            )
        else:
            taken[column.key] = header.places[place] = column


def _is_counter(words):
    return words.lower() in {"序号", "编号", "no.", "no", "#"}


def _names(keys):
    return _(", ").join(f"{BY_KEY[key].header} {key}" for key in keys)


def _is_blank(line):
    return all(cell is None or str(cell).strip() == "" for cell in line)


def _unit_line(header, line, number):
    """Take up a line of units right below the header; says whether it was one."""
    words = {place: cell for place, cell in enumerate(line) if cell is not None and str(cell).strip()}
    if number > header.number + 2 or not all(is_unit(cell) for cell in words.values()):
        return False
    for place, cell in words.items():
        factor = unit_in(cell)
        if factor is not None and place in header.factors:
            header.factors[place] = factor
        elif factor is not None and len(words) == 1:
            header.factors = dict.fromkeys(header.factors, factor)
    return True


def _is_closing(header, line):
    """Whether the line is a total or a note below the table: it has no code of an enterprise."""
    code = _shown(line[header.code_place]) if header.code_place < len(line) else ""
    if len(code) >= SHORTEST_CODE:
        return False
    words = [_shown(cell) for cell in line if _shown(cell)]
    if any(TOTAL.fullmatch(word) for word in words):
        return True
    return not code and len(words) <= 2 and bool(NOTE.match(words[0]))


def _shown(cell):
    return "" if cell is None else re.sub(r"\s", "", str(cell))


def _read_row(header, number, line, today):
    row = Row(number, {})
    for place, column in header.places.items():
        if place >= len(line):
            continue
        cell = line[place]
        if cell is None or cell == "":
            continue
        key = (place, type(cell), cell)
        if key not in header.read:
            header.read[key] = _read_cell(column, cell, today, header.factors.get(place))
        value, message = header.read[key]
        if message:
            row.add(column.key, message)
        elif value not in (None, "", []):
            row.values[column.key] = value
    return row


def _read_cell(column, cell, today, factor):
    """Return the value of a cell and an empty sentence, or None and the sentence why there is none."""
    try:
        return read_cell(column, cell, today=today, factor=factor), ""
    except cells.BadCell as error:
        return None, str(error)


def _refuse_missing(row):
    failed = {error.column for error in row.errors}
    for key in REQUIRED:
        if key not in row.values and key not in failed:
            row.add(key, MISSING[key])


def _refuse_twice(row, seen):
    code = row.values.get("uscc")
    if code is None:
        return
    if code in seen:
        row.add("uscc", _("This code already stands in row %(row)s.") % {"row": seen[code]})
    else:
        seen[code] = row.number
