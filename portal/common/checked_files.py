"""Files that people send: allow-list, then signature, then structure; images are drawn anew, so that nothing hides.

Limits: 20 MB a file, ten files a form. A checked file is stored under a random name outside the web root and handed out
as an attachment that no browser runs.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from . import uploads

MAX_FILES = 10
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 5_000
MAX_RATIO = 200

_OFFICE = "application/vnd.openxmlformats-officedocument."
#: Extension → content type that the file is served with. SVG and HTML are not here on purpose.
TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".txt": "text/plain; charset=utf-8",
}
_SIGNATURES = {".pdf": b"%PDF-", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n"}
_MAIN_PART = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed every check: what is stored, and what it is called for people."""

    name: str
    content: bytes
    content_type: str


def check_upload(upload):
    """Check one uploaded file and return a :class:`CheckedFile`; raises ``ValidationError`` with the reason."""
    name = _clean_name(upload.name)
    suffix = PurePath(name).suffix.lower()
    if suffix not in TYPES:
        raise _error(
            name, _("This kind of file is not accepted. Send PDF, Word (docx), Excel (xlsx), JPG, PNG or TXT.")
        )
    if uploads.is_lost(upload):
        raise ValidationError(uploads.no_room(name), code="no_room")
    if upload.size > MAX_BYTES:
        raise _error(name, _("The file is larger than 20 MB."))
    content = upload.read()
    if not content:
        raise _error(name, _("The file is empty."))
    if not content.startswith(_SIGNATURES.get(suffix, b"")):
        raise _error(name, _("The content does not match the ending of the name."))
    return CheckedFile(name, _structure(suffix)(name, suffix, content), TYPES[suffix])


def _clean_name(name):
    base = PurePath(str(name).replace("\\", "/")).name.strip() or "file"
    stem, suffix = PurePath(base).stem[:100], PurePath(base).suffix[:10]
    return get_valid_filename(f"{stem}{suffix}")


def _error(name, reason):
    return ValidationError(_("%(name)s: %(reason)s") % {"name": name, "reason": reason})


def _structure(suffix):
    if suffix in _MAIN_PART:
        return _check_office
    return {".pdf": _check_pdf, ".txt": _check_text}.get(suffix, _redraw_image)


def _check_pdf(name, suffix, content):
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise _error(name, _("The PDF is protected by a password. Send it without."))
        pages = len(reader.pages)
        active = _runs_something(reader.root_object)
    except (PyPdfError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _error(name, _("The PDF is damaged and cannot be read.")) from error
    if not pages:
        raise _error(name, _("The PDF is damaged and cannot be read."))
    if active:
        raise _error(name, _("The PDF contains a program. Print it to a new PDF and send that."))
    return content


def _runs_something(root):
    """Whether a PDF runs a script or a program when it is opened."""
    if "/JavaScript" in root.get("/Names", {}) or "/AA" in root:
        return True
    action = root.get("/OpenAction")
    return isinstance(action, dict) and action.get("/S") in ("/JavaScript", "/Launch")


def _check_office(name, suffix, content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, ValueError) as error:
        raise _error(name, _("The document is damaged and cannot be read.")) from error
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * len(content):
        raise _error(name, _("The document unpacks to far more than it should."))
    if "[Content_Types].xml" not in names or _MAIN_PART[suffix] not in names:
        raise _error(name, _("The content does not match the ending of the name."))
    if any(entry.lower().endswith("vbaproject.bin") for entry in names):
        raise _error(name, _("The document contains macros. Save it without and send that."))
    return content


def _check_text(name, suffix, content):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.encode()
    raise _error(name, _("The text cannot be read."))


def _redraw_image(name, suffix, content):
    """Decode the picture and write it anew: positions, comments and hidden content do not survive."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.format not in ("JPEG", "PNG"):
                raise _error(name, _("The content does not match the ending of the name."))
            if image.width * image.height > MAX_PIXELS:
                raise _error(name, _("The picture has more than 50 million points. Send a smaller one."))
            kind = image.format
            drawn = ImageOps.exif_transpose(image).convert("RGB" if kind == "JPEG" else "RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _error(name, _("The picture is damaged and cannot be read.")) from error
    out = io.BytesIO()
    drawn.save(out, kind, **({"quality": 88} if kind == "JPEG" else {}))
    return out.getvalue()


def hand_out(row):
    """Answer with a stored file; ``row`` has ``file``, ``name`` and ``content_type``. 404 when the file is gone."""
    try:
        stream = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("The file is not there any more.")) from error
    return _as_attachment(stream, row)


def hand_out_content(checked):
    """Answer with a :class:`CheckedFile` that is not stored by itself."""
    return _as_attachment(io.BytesIO(checked.content), checked)


def _as_attachment(stream, named):
    response = FileResponse(stream, as_attachment=True, filename=named.name, content_type=named.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
