"""Files that are refused with a sentence beside the field, each a real one."""

import io
import struct
import zipfile
import zlib

import pytest
import xlsxwriter
from django.utils.translation import override

from portal.imports import safety
from portal.imports.models import Import
from portal.imports.reading import UnreadableFile
from tests.stewards.rosters import HEADERS, entry

pytestmark = pytest.mark.django_db


def refusal(content, name="a.xlsx"):
    with override("en"), pytest.raises(UnreadableFile) as found:
        safety.check(name, content)
    return str(found.value)


def book(rows, *, part=None, at=None):
    """A workbook; ``part`` is (name, content) of one more part, ``at`` (row, column, text) of one more cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if at:
            sheet.write(*at)
    if part:
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(*part)
    return out.getvalue()


def test_a_roster_passes(sheet):
    safety.check("名单.XLSX", sheet([entry(1)]))
    safety.check("a.csv", ",".join(HEADERS).encode("gb18030"))


def test_a_file_of_more_than_50_mb_is_refused():
    assert "50 MB" in refusal(b"a" * (safety.MOST_BYTES + 1), "a.csv")


@pytest.mark.parametrize("content", [b"", b"  \n "])
def test_an_empty_file_is_refused(content):
    assert "empty" in refusal(content)


def test_a_zip_bomb_that_declares_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(safety, "MOST_UNPACKED", 10 * safety.MEGABYTE)
    bomb = book([["a"]], part=("xl/media/image1.bin", bytes(10 * safety.MEGABYTE)))
    assert len(bomb) < safety.MEGABYTE
    assert "far larger" in refusal(bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(safety, "MOST_UNPACKED", 10 * safety.MEGABYTE)
    size = 11 * safety.MEGABYTE + 12_345
    bomb = bytearray(book([["a"]], part=("xl/media/image1.bin", bytes(size))))
    real = struct.pack("<I", size)
    assert bomb.count(real) == 2
    assert "far larger" in refusal(bytes(bomb.replace(real, struct.pack("<I", 100))))


def test_parts_that_are_damaged_are_refused():
    whole = bytearray(book([["a"]]))
    assert "damaged" in refusal(bytes(whole[: len(whole) // 2]))
    start = whole.index(b"xl/workbook.xml") + len("xl/workbook.xml")
    whole[start : start + 40] = b"\xff" * 40
    assert "damaged" in refusal(bytes(whole))


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    assert "not a spreadsheet" in refusal(out.getvalue())


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused_by_content(name):
    assert "macros" in refusal(book([["a"]], part=(name, b"x")))


@pytest.mark.parametrize("name", ["a.xlsm", "a.XLSB", "a.xla"])
def test_macros_are_refused_by_name(name):
    assert "macros" in refusal(book([["a"]]), name)


def test_old_workbooks_with_macros_or_a_password_are_refused():
    assert "macros" in refusal(b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT".encode("utf-16-le"), "a.xls")
    assert "password" in refusal(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx")


def test_an_encrypted_zip_is_refused():
    content = bytearray(book([["a"]]))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    assert "password" in refusal(bytes(content))


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_a_text_file_called_a_workbook_is_refused(name):
    assert "no workbook" in refusal("企业名称,统一社会信用代码\n".encode(), name)


@pytest.mark.parametrize("name", ["a.pdf", "a.exe", "a"])
def test_what_is_no_spreadsheet_by_name_is_refused(name):
    assert "not a spreadsheet" in refusal(b"hello", name)


def test_300_columns_are_refused():
    wide = [f"c{number}" for number in range(300)]
    assert "200 columns" in refusal(book([wide]))
    assert "200 columns" in refusal(",".join(wide).encode(), "a.csv")


def test_one_cell_far_out_is_refused_and_an_empty_format_is_not():
    assert "200 columns" in refusal(book([HEADERS], at=(5, 16000, "x")))
    assert "200000 rows" in refusal(book([HEADERS], at=(1_000_000, 0, "x")))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.write_blank(1_000_000, 3, None, made.add_format({"bold": True}))
    safety.check("a.xlsx", out.getvalue())


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.xlsx", "empty"),
        ("企业名称,统一社会信用代码".encode(), "a.xlsx", "no workbook"),
        (b"one,two\n1,2", "a.csv", "header"),
        (book([["企业名称", "街镇"], ["a", "b"]]), "a.xlsx", "required columns"),
        (book([[f"c{number}" for number in range(300)]]), "a.xlsx", "columns"),
        (book([["a"]], part=("xl/vbaProject.bin", b"x")), "a.xlsx", "macros"),
    ],
    ids=["empty", "text", "no header", "columns missing", "wide", "macros"],
)
def test_the_sentence_stands_beside_the_field_and_nothing_is_kept(desk, admin, content, name, words):
    admin.language = "en"
    admin.save()
    response = desk.upload(content, name=name)
    assert response.status_code == 422
    assert words in " ".join(response.context["form"].errors["file"])
    assert not Import.objects.exists()


def test_deflate_pieces_add_up():
    packed = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    content = packed.compress(b"ab" * 500_000) + packed.flush()
    assert b"".join(safety._inflated(content)) == b"ab" * 500_000
