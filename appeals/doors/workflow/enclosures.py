"""The files of a mail: checked as every upload, the refused ones named."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from appeals.attachments import attach_all
from portal.common.checked_files import MAX_FILES, check_upload

from .. import parsing
from ..enums import TrayState
from ..models import Mail

#: How long a mail is kept as it came.
RAW_KEPT = timedelta(days=90)


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
    attach_all(appeal, checked(_kept(mail))[0], by=by)


def kept_file(mail, place):
    """The file at ``place`` (from 0) in the order of the mail, checked anew; None: refused, or not there any more."""
    files = _kept(mail)
    found = checked(files[place : place + 1])[0]
    return found[0] if found else None


def _kept(mail):
    """``[(name, bytes)]`` of the mail as it came; empty once that was forgotten."""
    if not mail.raw:
        return []
    try:
        with mail.raw.open("rb") as kept:
            return parsing.read(kept.read(), size=mail.size).files
    except (FileNotFoundError, parsing.Unreadable):
        return []


def forget_mails(now):
    """Delete old mails as they came, once nobody waits for their files; words and names stay. Returns how many."""
    rows = (
        Mail.objects.filter(received_at__lt=now - RAW_KEPT).exclude(raw="").exclude(tray_item__state=TrayState.WAITING)
    )
    total = 0
    for mail in rows.order_by("pk").iterator():
        mail.raw.delete(save=False)  # gone twice is gone: a reader that dies in between leaves a name without a file
        total += Mail.objects.filter(pk=mail.pk).update(raw="")
    return total
