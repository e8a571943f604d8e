"""Writes rosters as people send them: real XLSX and CSV files, made anew for every test."""

import csv
import datetime
import io

import xlsxwriter

from enterprises import uscc
from enterprises.models import EnterpriseAccess
from stewards.models import Assignment
from stewards.roster.columns import BY_KEY, COLUMNS

HEADERS = [column.header for column in COLUMNS]
PUDONG_TOWNS = ("张江镇", "川沙新镇", "陆家嘴街道", "金桥镇")


def code(number):
    """Return the ``number``-th valid credit code."""
    marks, body = uscc.ALPHABET, ""
    for _place in range(6):
        number, rest = divmod(number, len(marks))
        body = marks[rest] + body
    return uscc.make(f"MA{body}")


def entry(number=1, **changes):
    """Return one good row by column key; ``changes`` replace cells."""
    return {
        "name": f"上海第{number}智能科技有限公司",
        "uscc": code(number),
        "district": "浦东新区",
        "street": PUDONG_TOWNS[number % len(PUDONG_TOWNS)],
        "industry": "I6513",
        "ownership": "民营",
        "level": "区级",
        "registered_capital": 5000 + number,
        "employees": 120,
        "revenue": 12000.5,
        "assets": 30000,
        "founded_on": datetime.date(2010, 1, 2),
        "tags": "高新技术企业、专精特新",
        "registered_address": f"浦东新区科苑路{number}号",
        "operating_address": f"浦东新区祖冲之路{number}号",
        "longitude": 121.59,
        "latitude": 31.2,
        "datum": "GCJ-02",
        "contact_name": f"联系人{number}",
        "contact_phone": f"139{number:08d}",
        "contact_email": f"c{number}@example.com",
        "steward_no": f"GJ{number // 10:04d}",
        "steward_name": f"管家{number // 10}",
        "steward_phone": f"137{number // 10:08d}",
        "steward_email": f"s{number // 10}@example.com",
        "steward_unit": "张江镇",
    } | changes


def lines(entries, *, keys=None, english=False):
    """Return the header and the rows as lists of cells."""
    keys = keys or [column.key for column in COLUMNS]
    header = list(keys) if english else [BY_KEY[key].header for key in keys]
    return [header, *([item.get(key, "") for key in keys] for item in entries)]


def write_xlsx(path, rows, *, title="", sheets=()):
    """Write rows as a workbook; a ``title`` stands merged above them. ``sheets`` are empty ones that come before."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False}) as book:
        for name in sheets:
            book.add_worksheet(name)
        sheet = book.add_worksheet()
        first = 0
        if title:
            sheet.merge_range(0, 0, 0, max(1, len(rows[0]) - 1), title)
            first = 1
        for number, row in enumerate(rows, start=first):
            sheet.write_row(number, 0, row)
    return path


def write_csv(path, rows, *, encoding="utf-8-sig", delimiter=","):
    """Write rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def figures(report):
    return report.rows, report.create, report.update, report.unchanged


def found(report):
    return [(error.row, error.column) for error in report.errors]


def serving():
    """``{code: staff number}`` of the open assignments."""
    return dict(Assignment.objects.open().values_list("enterprise__uscc", "steward__staff_no"))


def reach(user, enterprise):
    return set(
        EnterpriseAccess.objects.in_force()
        .filter(user=user, content_object=enterprise)
        .values_list("reason", flat=True)
    )


def steward_of(number, name, count, start, **changes):
    """Return rows of one steward with ``count`` enterprises from ``start``."""
    facts = {
        "steward_no": number,
        "steward_name": name,
        "steward_phone": "",
        "steward_email": "",
        "steward_unit": "张江镇",
    }
    return [entry(start + n, **facts, **changes) for n in range(count)]
