"""Tables that leave the portal: cells that no spreadsheet runs, and a record of who took them."""

import csv
import io
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from .models import ExportLog

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(value):
    """Return ``value`` as a cell that a spreadsheet shows and never runs.

    Text whose first visible character could start a formula gets a leading apostrophe; numbers stay numbers.
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    if text.startswith(("\t", "\r")) or text.lstrip().startswith(_DANGEROUS):
        return f"'{text}"
    return text


def _attachment(content, content_type, filename):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response["Cache-Control"] = "private, no-store"
    return response


def csv_response(filename, header, rows):
    """Answer with a CSV in UTF-8 with BOM, so that Excel reads Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return _attachment(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{filename}.csv")


def xlsx_response(filename, header, rows):
    """Answer with a workbook of one sheet; codes stay text and nothing becomes a formula."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, cell in enumerate(header):
            sheet.write(0, column, safe_cell(cell), bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write(number, column, safe_cell(cell))
        sheet.freeze_panes(1, 0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _attachment(out.getvalue(), kind, f"{filename}.xlsx")


def export(user, what, header, rows, *, kind, reason, filters=None):
    """Log the export and answer with its file.

    ``rows`` is a list; ``kind`` is ``"xlsx"`` or ``"csv"``; ``reason`` is what the person wrote (product rule 8).
    """
    rows = list(rows)
    ExportLog.objects.create(user=user, what=what, reason=reason, rows=len(rows), filters=filters or {})
    make = xlsx_response if kind == "xlsx" else csv_response
    return make(what, header, rows)
