"""From a sheet to normalised rows: finds the header, leaves out titles, units and totals, and names every bad cell."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from . import cells, reading
from .columns import Columns, is_unit, read_cell, unit_in

TOTAL = re.compile(
    r"(合计|总计|小计|共计|总数|total|grandtotal|subtotal|sum)[:：]?(\d+([户家个条]|rows)?)?", re.IGNORECASE
)
#: Texts of one column that are remembered; a column with more holds something else in every row.
MOST_KNOWN = 5000
NOTE = re.compile(r"(注|备注|说明|填表|制表|审核|填报|note|remark)", re.IGNORECASE)


@dataclass(frozen=True)
class RowError:
    """What is wrong with one cell. ``row`` as the spreadsheet numbers it; None for the file as a whole."""

    row: int | None
    column: str
    message: str


@dataclass(slots=True)
class Row:
    """One row of the file: its values by column key, empty cells left out.

    ``errors`` keep the row from being applied; ``notes`` only tell something (a masked cell, no steward).
    """

    number: int
    values: dict
    errors: list[RowError] = field(default_factory=list)
    notes: list[RowError] = field(default_factory=list)
    #: How many errors and notes come from the file itself; later ones come from the comparison with the portal.
    settled: tuple[int, int] = (0, 0)

    def settle(self):
        """Note that all errors and notes so far come from the file."""
        self.settled = (len(self.errors), len(self.notes))
        return self

    def add(self, column, message):
        self.errors.append(RowError(self.number, column, str(message)))

    def note(self, column, message):
        self.notes.append(RowError(self.number, column, str(message)))


@dataclass
class Parsed:
    """What a file says: its rows, what is wrong with the file as a whole, and what was passed over."""

    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """What the sheets of one kind look like.

    ``key`` names the columns that together tell one row from another; ``shortest_key`` is the length below which a
    cell of the first key column is no attempt at one ("2户" beside a total). ``twice`` is the sentence for a key that
    stands in an earlier row, with ``%(row)s``.
    """

    columns: Columns
    key: tuple[str, ...]
    twice: str
    shortest_key: int = 1

    def key_of(self, values):
        """Return the key of a row as one text, or an empty one when a part of it is missing."""
        parts = [values.get(name) for name in self.key]
        return "" if None in parts else " · ".join(map(str, parts))


@dataclass
class _Header:
    number: int
    places: dict  # index → Column
    factors: dict  # index → factor to 万元
    read: dict = field(default_factory=lambda: defaultdict(dict))  # index → text → what it said: most repeat

    def place_of(self, key):
        return next((place for place, column in self.places.items() if column.key == key), None)


def parse_file(path, layout):
    """Read and normalise the sheet at ``path``; a file that cannot be read is an error of the file, not raised."""
    columns = layout.columns
    try:
        sheet = reading.read(path, is_header=lambda row: columns.recognised(row) >= max(1, len(columns.required)))
    except reading.UnreadableFile as error:
        return Parsed(errors=[RowError(None, "", str(error))])
    return parse(sheet.rows, layout)


def parse(rows, layout):
    """Normalise the rows of a sheet; ``rows[0]`` is row 1. Rows that were taken up are let go of to save memory."""
    parsed = Parsed()
    header = find_header(rows, layout.columns, parsed)
    if header is None:
        return parsed
    seen, closing_place = {}, header.place_of(layout.key[0])
    for number in range(header.number + 1, len(rows) + 1):
        line, rows[number - 1] = rows[number - 1], None
        if _is_blank(line) or _unit_line(header, line, number) or _is_closing(layout, line, closing_place):
            continue
        row = _read_row(header, number, line)
        _refuse_missing(layout.columns, row)
        _refuse_twice(layout, row, seen)
        parsed.rows.append(row.settle())
    if not parsed.rows:
        parsed.errors.append(RowError(None, "", _("The file has no rows below its header.")))
    return parsed


def find_header(rows, columns, parsed):
    """Return the header among the first rows, or None with the reason among the errors of ``parsed``."""
    candidates = rows[: reading.HEADER_DEPTH]
    scores = [columns.recognised(row) for row in candidates]
    if not scores or max(scores) < min(2, len(columns)):
        message = _("No header was found. The first row names the columns; required are %(columns)s.")
        parsed.errors.append(RowError(None, "", message % {"columns": columns.names(columns.required)}))
        return None
    index = scores.index(max(scores))
    header = _Header(index + 1, {}, {})
    _place_columns(candidates[index], header, columns, parsed)
    found = {column.key for column in header.places.values()}
    missing = [key for key in columns.required if key not in found]
    if missing:
        message = _("The header lacks required columns: %(columns)s.") % {"columns": columns.names(missing)}
        parsed.errors.append(RowError(header.number, missing[0], message))
        return None
    common = next((unit for row in candidates[:index] for cell in row if (unit := unit_in(cell))), Decimal(1))
    for place, column in header.places.items():
        if column.is_money:
            header.factors[place] = unit_in(candidates[index][place]) or common
    return header


def _place_columns(cells_of_header, header, columns, parsed):
    taken = {}
    for place, cell in enumerate(cells_of_header):
        words = str(cell if cell is not None else "").strip()
        column = columns.named(words)
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
    return words.lower() in {"序号", "编号", "no.", "no", "#", "原因 reasons"}


def _is_blank(line):
    return all(cell is None or str(cell).strip() == "" for cell in line)


def _unit_line(header, line, number):
    """Take up a line of units right below the header; says whether it was one."""
    if number > header.number + 2:
        return False
    words = {place: cell for place, cell in enumerate(line) if cell is not None and str(cell).strip()}
    if not all(is_unit(cell) for cell in words.values()):
        return False
    for place, cell in words.items():
        factor = unit_in(cell)
        if factor is not None and place in header.factors:
            header.factors[place] = factor
        elif factor is not None and len(words) == 1:
            header.factors = dict.fromkeys(header.factors, factor)
    return True


def _is_closing(layout, line, place):
    """Whether the line is a total or a note below the table: it has no key."""
    key = _shown(line[place]) if place is not None and place < len(line) else ""
    if len(key) >= layout.shortest_key and not (TOTAL.fullmatch(key) or NOTE.match(key)):
        return False
    words = [_shown(cell) for cell in line if _shown(cell)]
    if any(TOTAL.fullmatch(word) for word in words):
        return True
    return len(words) <= 2 and bool(NOTE.match(words[0])) and key in ("", words[0])


def _shown(cell):
    return "" if cell is None else re.sub(r"\s", "", str(cell))


def _read_row(header, number, line):
    row, width = Row(number, {}), len(line)
    values = row.values
    for place, column in header.places.items():
        cell = line[place] if place < width else None
        if cell is None or cell == "":
            continue
        known = header.read[place]
        if type(cell) is not str:  # 1, 1.0 and True are equal and are not the same cell
            found = _read_cell(column, cell, header.factors.get(place))
        elif (found := known.get(cell)) is None:
            found = _read_cell(column, cell, header.factors.get(place))
            if len(known) < MOST_KNOWN:
                known[cell] = found
        value, message, is_note = found
        if message:
            (row.note if is_note else row.add)(column.key, message)
        elif value or value == 0:
            values[column.key] = value
    return row


def _read_cell(column, cell, factor):
    """Return value, sentence and whether the sentence is a note: one of value and sentence is empty."""
    try:
        return read_cell(column, cell, factor=factor), "", False
    except cells.BadCell as error:
        return None, str(error), False
    except cells.MaskedCell as error:
        return None, str(error), True


def _refuse_missing(columns, row):
    failed = {error.column for error in row.errors}
    for key in columns.required:
        if key not in row.values and key not in failed:
            row.add(key, columns.by_key[key].missing or _("This cell is required."))


def _refuse_twice(layout, row, seen):
    key = layout.key_of(row.values)
    if not key:
        return
    if key in seen:
        row.add(layout.key[0], layout.twice % {"row": seen[key]})
    else:
        seen[key] = row.number
