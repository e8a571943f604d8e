"""Files are checked for what they are, not for what they are called."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.actions import JavaScript

from portal.common import checked_files


def pdf(script=""):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if script:
        writer.add_open_action(JavaScript(script))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind="JPEG", **options):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, kind, **options)
    return out.getvalue()


def office(*names, body=b"<x/>"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, body)
    return out.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")
SHEET = ("[Content_Types].xml", "xl/workbook.xml")


def check(name, content):
    return checked_files.check_upload(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("受理单.pdf", pdf()),
        ("现场.JPG", picture()),
        ("图.png", picture("PNG")),
        ("说明.docx", office(*WORD)),
        ("计划.xlsx", office(*SHEET)),
        ("说明.txt", "用电负荷".encode("gb18030")),
    ],
)
def test_what_people_really_send_is_taken(name, content):
    checked = check(name, content)
    assert checked.name == name
    assert checked.content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("program.exe", b"MZ"),
        ("page.html", b"<script>"),
        ("drawing.svg", b"<svg/>"),
        ("empty.pdf", b""),
        ("not.pdf", b"PK\x03\x04"),
        ("broken.pdf", b"%PDF-1.7 nothing else"),
        ("program.pdf", pdf("app.alert('x')")),
        ("fake.png", b"GIF89a" + picture("PNG")),
        ("cut.jpg", picture()[:60]),
        ("gif-as.jpg", b"\xff\xd8\xff" + b"GIF89a"),
        ("sheet-as.docx", office(*SHEET)),
        ("macro.xlsx", office(*SHEET, "xl/vbaProject.bin")),
        ("notazip.docx", b"PK nothing"),
        ("bomb.docx", office(*WORD, body=b"0" * 20_000_000)),
        ("binary.txt", b"\xff\xfe\x00\x01\x81"),
    ],
)
def test_everything_else_is_refused_with_its_name_and_the_reason(name, content):
    with pytest.raises(ValidationError, match=name):
        check(name, content)


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(checked_files, "MAX_BYTES", 10)
    with pytest.raises(ValidationError, match=r"20"):
        check("a.pdf", pdf())


def test_a_photo_loses_its_position():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "secret place"
    content = picture(exif=exif)
    assert b"secret place" in content
    assert b"secret place" not in check("a.jpg", content).content


def test_a_path_in_the_name_is_cut_off():
    assert check("../../etc/x y.txt", b"abc").name == "x_y.txt"
