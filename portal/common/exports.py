"""Tables that leave the portal: cells that no spreadsheet runs, and a record of who took them.

A file is written row by row into a temporary file, so that memory stays bounded however long the list is.
"""

import csv
import io
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

import xlsxwriter
from django import forms
from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .models import ExportLog

#: Text that a spreadsheet could take for a formula.
_FORMULA = re.compile(r"[\t\r]|\s*[=+\-@＝＋－＠]")
#: Figures that a spreadsheet's binary number still holds without loss.
_EXACT = 15


def safe_cell(value):
    """Return ``value`` as a cell that a spreadsheet shows and never runs.

    Text whose first visible character could start a formula gets a leading apostrophe, which an import takes away
    again; numbers stay numbers.
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return float(value) if len(value.as_tuple().digits) <= _EXACT else str(value)
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def masked_email(address):
    """Return an e-mail address with its name hidden but for the first sign: ``l***@example.com``."""
    name, at, host = str(address or "").rpartition("@")
    return f"{name[:1]}***{at}{host}" if at else "*" * len(host)


@dataclass(frozen=True)
class Sheet:
    """One way in which the rows of a list leave the portal.

    ``header()`` gives the column heads, ``rows(queryset)`` yields the lines with a fixed number of queries, and
    ``narrow(queryset)`` the rows that this sheet may hold. ``key`` stands in the log.
    """

    key: str
    label: str
    header: Callable
    rows: Callable
    narrow: Callable = lambda queryset: queryset


def moment(value):
    """An instant as a cell says it, in Shanghai's time; nothing where there is none."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


class ExportForm(forms.Form):
    """What every export asks: the format, what stands in it where there is a choice, and why (product rule 8).

    ``sheets`` are pairs of a :class:`Sheet` and its number of rows.
    """

    sheet = forms.ChoiceField(label=_("What stands in the file"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=_("Format"), choices=[("xlsx", "Excel (XLSX)"), ("csv", "CSV")], widget=forms.RadioSelect, initial="xlsx"
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The export is logged with your name, the filter and this reason."),
    )

    def __init__(self, *args, sheets=(), **kwargs):
        super().__init__(*args, **kwargs)
        if not sheets:
            del self.fields["sheet"]
            return
        field = self.fields["sheet"]
        field.choices = [(sheet.key, _labelled(sheet, count)) for sheet, count in sheets]
        if len(sheets) == 1:
            field.required, field.widget = False, forms.HiddenInput()
        else:
            field.initial = sheets[0][0].key


def _labelled(sheet, count):
    words = {"label": sheet.label, "n": f"{count:,}"}
    return ngettext("%(label)s (%(n)s row)", "%(label)s (%(n)s rows)", count) % words


def write_csv(out, header, rows):
    """Write a CSV in UTF-8 with BOM, so that Excel reads Chinese; returns the number of rows."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer, count = csv.writer(text), 0
    writer.writerow([safe_cell(cell) for cell in header])
    for count, row in enumerate(rows, start=1):  # noqa: B007 (the last number is the answer)
        writer.writerow([safe_cell(cell) for cell in row])
    text.detach()
    return count


def write_xlsx(out, header, rows):
    """Write a workbook of one sheet; codes stay text and nothing becomes a formula. Returns the number of rows."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    number = 0
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, cell in enumerate(header):
            sheet.write(0, column, safe_cell(cell), bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                cell = safe_cell(value)
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(number, column, cell)
                else:
                    sheet.write(number, column, cell)
        sheet.freeze_panes(1, 0)
    return number


#: How a kind of file is written, and what it is called among browsers.
_KINDS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def export(user, what, header, rows, *, kind, reason, filters=None):
    """Log the export and answer with its file.

    ``rows`` is any iterable, read once; ``kind`` is ``"xlsx"`` or ``"csv"``; ``reason`` is what the person wrote
    (product rule 8).
    """
    write, content_type = _KINDS[kind]
    out = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    count = write(out, header, rows)
    out.seek(0)
    ExportLog.objects.create(user=user, what=what[:100], reason=reason, rows=count, filters=filters or {})
    response = FileResponse(out, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{what}.{kind}')}"
    response["Cache-Control"] = "private, no-store"
    return response


def export_page(request, what, queryset, sheets, *, back):
    """Ask for format, sheet and reason; a POST with all of them answers with the file. ``back`` is the list's URL."""
    counts = {sheet.key: sheet.narrow(queryset).count() for sheet in sheets}
    form = ExportForm(request.POST or None, sheets=[(sheet, counts[sheet.key]) for sheet in sheets])
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["sheet"] or sheets[0].key
        chosen = next(sheet for sheet in sheets if sheet.key == wanted)
        title = f"{what} - {chosen.label}" if len(sheets) > 1 else what
        return export(
            request.user, title, chosen.header(), chosen.rows(chosen.narrow(queryset)),
            kind=form.cleaned_data["kind"], reason=form.cleaned_data["reason"],
            filters=request.GET.dict() | ({"sheet": chosen.key} if len(sheets) > 1 else {}),
        )  # fmt: skip
    context = {"form": form, "count": counts[sheets[0].key], "back": back}
    return render(request, "ui/export.html", context, status=422 if form.errors else 200)
