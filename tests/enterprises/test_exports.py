"""The registry as a spreadsheet: what no cell may do, and what the list's own columns say."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from portal.accounts.models import User
from portal.common.exports import masked_email, safe_cell, write_csv, write_xlsx
from portal.imports import cells
from tests import world as worlds


@pytest.mark.parametrize("text", ["=1+1", "+86 21", "-5", "@SUM(A1)", "  =A1", "＝1", "\t=1"])
def test_what_could_be_a_formula_is_text_and_the_import_takes_the_mark_away(text):
    assert safe_cell(text) == f"'{text}"
    assert cells.text(safe_cell(text.lstrip())) in (cells.text(text), text.strip())


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), (3, 3), (Decimal("1234.50"), 1234.5), (Decimal("1234567890123456.78"), "1234567890123456.78"),
     ("普通文字", "普通文字"), (True, True)],
)  # fmt: skip
def test_figures_stay_figures(value, cell):
    assert safe_cell(value) == cell


@pytest.mark.parametrize(
    ("address", "shown"), [("li@example.com", "l***@example.com"), ("", ""), ("x", "*"), (None, "")]
)
def test_an_address_shows_its_first_sign_and_its_host(address, shown):
    assert masked_email(address) == shown


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_rows_are_written_one_by_one_and_counted(write):
    out = io.BytesIO()
    assert write(out, ["甲", "乙"], ([f"第{number}行", number] for number in range(2500))) == 2500
    content = out.getvalue()
    if write is write_csv:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2501
    assert rows[0] == ["甲", "乙"]
    assert str(rows[2500][0]) == "第2499行"


@pytest.mark.django_db
def test_the_list_leaves_as_it_is_filtered(client):
    world = worlds.build()
    client.force_login(User.objects.get(pk=world.city.pk))
    address = f"{reverse('enterprises:export')}?district=310115"
    answer = client.post(address, {"kind": "csv", "reason": "核对", "sheet": "list"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))[1:]
    assert [row[1] for row in rows] == [world.firm.uscc]
    assert rows[0][7:] == [world.steward.name, world.steward.steward.staff_no]
