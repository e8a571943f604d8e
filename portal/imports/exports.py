"""The two files that an import gives back: the sheet with a column of reasons, and the sheet that undoes it."""

import io
from collections import Counter

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.exports import write_xlsx

from . import reading
from .enums import Action

#: How many rows come from the database at a time.
CHUNK = 2000
#: The head of the column of reasons, in both languages; the import passes it over.
REASONS = "原因 reasons"


def blank(kind):
    """Answer with an empty workbook of the kind: its header in both languages, nothing else."""
    out = io.BytesIO()
    write_xlsx(out, [f"{column.header} {column.key}{'*' if column.required else ''}" for column in kind.columns], [])
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{kind.code}.xlsx")


def with_reasons(run, *, only_faulty):
    """Return head and rows of the uploaded sheet as it came, with a last column of what stands against each row.

    ``only_faulty`` leaves out the rows without a reason. Raises :class:`portal.imports.reading.UnreadableFile` when the
    file is gone.
    """
    columns = run.kind_of.columns
    sheet = reading.read(run.file.path, lambda row: columns.recognised(row) >= max(1, len(columns.required)))
    reasons = dict(_reasons(run, columns))
    top = sheet.rows[: reading.HEADER_DEPTH]
    head = max(range(len(top)), key=lambda place: columns.recognised(top[place]))
    width = max(map(len, sheet.rows))
    return [*_padded(sheet.rows[head], width), REASONS], _lines(sheet.rows, head, width, reasons, only_faulty)


def _lines(rows, head, width, reasons, only_faulty):
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        reason = reasons.get(number, "")
        if reason or not only_faulty:
            yield [*_padded(row, width), reason]


def _padded(row, width):
    return [*row, *[""] * (width - len(row))]


def _reasons(run, columns):
    found = run.rows.filter(number__isnull=False).exclude(errors=[], notes=[]).values_list("number", "errors", "notes")
    for number, errors, notes in found.iterator(chunk_size=CHUNK):
        yield number, "；".join(said(columns, one) for one in [*errors, *notes])


def said(columns, fault):
    """Return one fault as ``column: sentence`` in the reader's language."""
    column = columns.by_key.get(fault["column"])
    if column is None:
        return fault["message"]
    return _("%(column)s: %(message)s") % {"column": column.label, "message": fault["message"]}


def undo_rows(run):
    """Yield the rows of a sheet that brings back, imported, what stood there before.

    Each holds the required columns as they are now, and what was there before in the columns that changed.
    """
    kind = run.kind_of
    for batch in _batches(_changed(run)):
        present = kind.present([key for key, _differences in batch])
        for key, differences in batch:
            cells = kind.undo(present.get(key, {}), differences)
            if cells:
                yield [cells.get(column.key, "") for column in kind.columns]


def _changed(run):
    found = run.rows.filter(action__in=[Action.UPDATE, Action.END]).exclude(differences=[]).order_by("number", "pk")
    return found.values_list("key", "differences").iterator(chunk_size=CHUNK)


def _batches(found):
    batch = []
    for line in found:
        batch.append(line)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


def has_undo(run):
    """Whether there is anything that a sheet could bring back."""
    return run.rows.filter(action__in=[Action.UPDATE, Action.END]).exclude(differences=[]).exists()


def lasting(run):
    """Return sentences about what no sheet takes back: what is new, and what was empty before, by column."""
    kind, words = run.kind_of, []
    if run.created:
        new = ngettext("%(count)s new row stays.", "%(count)s new rows stay.", run.created)
        words.append(new % {"count": run.created})
    filled = Counter()
    for _key, differences in _changed(run):
        filled.update(column for column, before, _after in differences if not before)
    for column, count in sorted(filled.items(), key=lambda pair: -pair[1]):
        words.append(
            ngettext(
                "%(column)s: %(count)s cell was empty before and stays filled.",
                "%(column)s: %(count)s cells were empty before and stay filled.",
                count,
            )
            % {"column": kind.columns.by_key[column].label, "count": count}
        )
    return [*words, *kind.lasting] if words else []
