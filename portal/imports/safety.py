"""Whether an uploaded file is safe to open: what is refused, is refused with a sentence before anything reads it.

Sizes count as they really are: every part of a workbook is unpacked once, in pieces and never kept, because the sizes
that a ZIP archive declares may be a lie.
"""

import io
import re
import zipfile
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from .reading import HEADER_DEPTH, OLE_MARK, ZIP_MARK, UnreadableFile

MEGABYTE = 1024 * 1024
#: The largest file, and the largest workbook unpacked, in bytes. 34,000 rows of a roster have 5 MB and 70 MB.
MOST_BYTES = 50 * MEGABYTE
MOST_UNPACKED = 600 * MEGABYTE
MOST_PARTS = 2000
#: More columns or rows than any sheet of ours has; a few cells far out would fill the memory with empty ones.
MOST_COLUMNS = 200
MOST_ROWS = 200_000
SPREADSHEETS = (".xlsx", ".xls", ".csv", ".txt")
_MACRO_NAMES = ("vbaproject", "macrosheets/")
_MACRO_FILES = (".xlsm", ".xlsb", ".xltm", ".xlam", ".xla")
#: A cell with content beyond column GR (200) or row 200,000; empty cells that only carry a format do no harm.
_FAR_COLUMN = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*\s)?r=[\"'](?:[A-Z]{3,}|[H-Z][A-Z]|G[S-Z])\d+[\"'][^<>]*(?<!/)>")
_FAR_ROW = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*\s)?r=[\"'][A-Z]+(?:[2-9]\d{5}|\d{7,})[\"'][^<>]*(?<!/)>")
_OVERLAP = 512
_PIECE = 256 * 1024
_LOCAL_HEADER = 30


def check(name, content):
    """Refuse a file that is no safe spreadsheet: raises :class:`UnreadableFile` with a sentence for people.

    ``name`` is what the person's machine calls it, ``content`` its bytes.
    """
    ending = Path(name).suffix.lower()
    if len(content) > MOST_BYTES:
        raise UnreadableFile(too_large())
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if ending in _MACRO_FILES:
        raise UnreadableFile(_macros())
    if ending not in SPREADSHEETS:
        raise UnreadableFile(_("This is not a spreadsheet. Save the table as XLSX or CSV."))
    if content.startswith(OLE_MARK):
        _check_ole(content)
    elif content.startswith(ZIP_MARK):
        _check_workbook(content)
    elif ending in (".xlsx", ".xls"):
        raise UnreadableFile(
            _("The file is called %(ending)s but is no workbook. Open it in a spreadsheet and save it as XLSX.")
            % {"ending": ending}
        )
    else:
        _check_text(content)


def _check_text(content):
    for line in content[:MEGABYTE].splitlines()[:HEADER_DEPTH]:
        if max(line.count(mark) for mark in (b",", b"\t", b";")) >= MOST_COLUMNS:
            raise UnreadableFile(_too_wide())


def _check_ole(content):
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableFile(_("The file is protected by a password. Save it without one."))
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise UnreadableFile(_macros())


def _check_workbook(content):
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFile(_damaged()) from error
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if any(word in name for name in names for word in _MACRO_NAMES):
        raise UnreadableFile(_macros())
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(_("The file is protected by a password. Save it without one."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableFile(_bomb())
    if not any(name.endswith("workbook.xml") for name in names):
        raise UnreadableFile(_("This is not a spreadsheet. Save the table as XLSX or CSV."))
    room = MOST_UNPACKED
    for part, name in zip(parts, names, strict=True):
        room -= _unpack(content, part, room, is_sheet="worksheets/" in name)


def _unpack(content, part, room, *, is_sheet):
    """Unpack one part piece by piece and return how large it really is; refuse it beyond ``room`` bytes."""
    size, tail = 0, b""
    for piece in _pieces(content, part):
        size += len(piece)
        if size > room:
            raise UnreadableFile(_bomb())
        if is_sheet:
            tail += piece
            if _FAR_COLUMN.search(tail):
                raise UnreadableFile(_too_wide())
            if _FAR_ROW.search(tail):
                raise UnreadableFile(_("The table has more than %(most)s rows. Split it.") % {"most": MOST_ROWS})
            tail = tail[-_OVERLAP:]
    return size


def _pieces(content, part):
    start = part.header_offset + _LOCAL_HEADER
    head = content[part.header_offset : start]
    if len(head) < _LOCAL_HEADER or not head.startswith(ZIP_MARK):
        raise UnreadableFile(_damaged())
    start += int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed = memoryview(content)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated(packed)
    else:
        raise UnreadableFile(_damaged())


def _inflated(packed):
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        rest = bytes(packed)
        while rest and not machine.eof:
            yield machine.decompress(rest, _PIECE)
            rest = machine.unconsumed_tail
    except zlib.error as error:
        raise UnreadableFile(_damaged()) from error


def too_large():
    """Say that the file is larger than :data:`MOST_BYTES`."""
    return _("The file is larger than %(most)s MB. Split the table.") % {"most": MOST_BYTES // MEGABYTE}


def _macros():
    return _("The file holds macros. Save it as XLSX without them.")


def _bomb():
    return _("Unpacked, the file is far larger than any table; it was not opened.")


def _damaged():
    return _("The file is damaged and cannot be opened. Save it once more as XLSX.")


def _too_wide():
    return _("The table has more than %(most)s columns. Keep the columns that are needed.") % {"most": MOST_COLUMNS}
