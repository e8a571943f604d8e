"""Business licences: PDF, JPG or PNG of at most 10 MB; pictures are drawn anew, so that nothing hides in them.

A checked file gets a random name outside the web root (``Licence``) and is handed out as an attachment only.
"""

import hashlib
import io
import secrets
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.common import uploads

from .models import Licence

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
#: Ending → the first bytes and the content type that the file is served with.
KINDS = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
}


@dataclass(frozen=True)
class CheckedLicence:
    """A file that passed every check: what is stored, and what it is called for people."""

    name: str
    content: bytes
    content_type: str


def check_licence(upload):
    """Check one uploaded file and return a :class:`CheckedLicence`; raises ``ValidationError`` with the reason."""
    suffix = PurePath(upload.name).suffix.lower()
    if suffix not in KINDS:
        raise ValidationError(_("Send the licence as PDF, JPG or PNG."))
    if uploads.is_lost(upload):
        raise ValidationError(uploads.no_room(upload.name), code="no_room")
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 10 MB."))
    content, (signature, content_type) = upload.read(), KINDS[suffix]
    if not content:
        raise ValidationError(_("The file is empty."))
    if not content.startswith(signature):
        raise ValidationError(_("The content does not match the ending of the name."))
    content = _read_pdf(content) if suffix == ".pdf" else _drawn_anew(content)
    return CheckedLicence(_clean_name(upload.name, suffix), content, content_type)


def _clean_name(name, suffix):
    base = PurePath(str(name).replace("\\", "/")).name
    return get_valid_filename(f"{PurePath(base).stem[:100] or 'licence'}{suffix}")


def _read_pdf(content):
    """A PDF that opens without a password and runs nothing by itself."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        locked = reader.is_encrypted
        pages, root = (0, {}) if locked else (len(reader.pages), reader.root_object)
        action = root.get("/OpenAction")
        runs = "/AA" in root or "/JavaScript" in root.get("/Names", {})
        runs = runs or (isinstance(action, dict) and action.get("/S") in ("/JavaScript", "/Launch"))
    except (PyPdfError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError(_("The PDF is damaged and cannot be read.")) from error
    if locked:
        raise ValidationError(_("The PDF is protected by a password. Send it without."))
    if not pages:
        raise ValidationError(_("The PDF is damaged and cannot be read."))
    if runs:
        raise ValidationError(_("The PDF contains a program. Print it to a new PDF and send that."))
    return content


def _drawn_anew(content):
    """Decode the picture and write it anew: positions, comments and hidden content do not survive."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("The picture has more than 50 million points. Send a smaller one."))
            kind = image.format
            drawn = ImageOps.exif_transpose(image).convert("RGB" if kind == "JPEG" else "RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("The picture is damaged and cannot be read.")) from error
    out = io.BytesIO()
    drawn.save(out, kind, **({"quality": 88} if kind == "JPEG" else {}))
    return out.getvalue()


def store(checked, registration=None):
    """Keep a checked file; without a registration it waits for one that is still being written."""
    storage_name = secrets.token_hex(16)
    licence = Licence(
        registration=registration, storage_name=storage_name, name=checked.name, content_type=checked.content_type,
        size=len(checked.content), sha256=hashlib.sha256(checked.content).hexdigest(),
    )  # fmt: skip
    uploads.store(licence.file, storage_name, ContentFile(checked.content), shown_as=checked.name)
    licence.save()
    return licence
