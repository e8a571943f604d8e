"""The files of a mail: checked as every upload, the refused ones named."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from appeals.attachments import attach_all
from portal.common.checked_files import MAX_FILES, check_upload

from .. import parsing


def checked(files):
    """Return the files that may come in, and ``{"name", "error"}`` of every file in the order of the mail."""
    taken, told = [], []
    for name, content in files:
        error = ""
        if len(taken) == MAX_FILES:
            error = _("At most %(count)s files can be attached.") % {"count": MAX_FILES}
        else:
            try:
                taken.append(check_upload(SimpleUploadedFile(name, content)))
            except ValidationError as refused:
                error = " ".join(refused.messages)
        told.append({"name": name, "size": len(content), "error": error})
    return taken, told


def attach_kept(mail, appeal, *, by):
    """Give an appeal the files of the mail that it came from, read once more from the mail as it is kept."""
    if not mail.raw:
        return
    with mail.raw.open("rb") as kept:
        raw = kept.read()
    try:
        letter = parsing.read(raw, size=mail.size)
    except parsing.Unreadable:
        return
    attach_all(appeal, checked(letter.files)[0], by=by)
