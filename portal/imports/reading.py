"""Opens a roster: XLSX (or another workbook) and CSV in UTF-8, UTF-16 or GB18030, told apart by content."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0"
#: Rows from the top in which a header is looked for.
HEADER_DEPTH = 30
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MARKUP = re.compile(r"\s*<(!doctype|html|\?xml|table)", re.IGNORECASE)


class UnreadableFile(Exception):
    """A file that is no spreadsheet; the message is a sentence for people."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``rows[0]`` is what the spreadsheet numbers 1."""

    name: str
    rows: list[list]


def read(path, is_header: Callable[[list], bool]):
    """Return the first sheet of the file at ``path`` with a row for which ``is_header`` holds, else the first sheet.

    Raises :class:`UnreadableFile` when the content is not a spreadsheet, whatever the file is called.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(_("The file cannot be read: %(reason)s") % {"reason": error.strerror}) from error
    return read_content(content, is_header)


def read_content(content, is_header, *, most=None):
    """Return the sheet of a file's bytes as :func:`read` does; of its rows the first ``most`` alone."""
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if content.startswith((ZIP_MARK, OLE_MARK)):
        return _read_workbook(content, is_header, most)
    return Sheet("", _read_csv(content, most))


def _read_workbook(content, is_header, most):
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            shown = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
            ]
            found = None
            for name in shown:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=most)
                found = found or Sheet(name, rows)
                if any(is_header(row) for row in rows[:HEADER_DEPTH]):
                    return Sheet(name, rows)
    except PasswordError as error:
        raise UnreadableFile(_("The file is protected by a password. Save it without one.")) from error
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableFile(_not_a_spreadsheet()) from error
    if found is None or not any(any(cell != "" for cell in row) for row in found.rows):
        raise UnreadableFile(_("The file has no rows."))
    return found


def _read_csv(content, most):
    text = _decode(content)
    if _CONTROL.search(text) or _MARKUP.match(text):
        raise UnreadableFile(_not_a_spreadsheet())
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
        return list(islice(lines, most))
    except csv.Error as error:
        raise UnreadableFile(_not_a_spreadsheet()) from error


def _decode(content):
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(_not_a_spreadsheet())


def _delimiter(text):
    """Return the mark that most often stands between cells in the first lines."""
    head = "\n".join(text.splitlines()[:HEADER_DEPTH])
    return max(",\t;", key=head.count)


def _not_a_spreadsheet():
    return _("This file is not a spreadsheet. Save the roster as XLSX, or as CSV in UTF-8 or GBK.")
