"""Files of a case, checked before; ten for one submission, each under a random name outside the web root."""

import hashlib
import secrets

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import uploads
from portal.common.checked_files import MAX_FILES
from portal.common.workflow import Refused

from .enums import AppealState
from .models import Attachment


def attach(appeal, checked, *, by, message=None, handling=None):
    """Store a checked file with the appeal.

    The same file sent once more is the one that is there. Raises :class:`Refused` beyond ten files of a submission, and
    when there is no room for the file.
    """
    mine = appeal.attachments.filter(message=message, handling=handling, removed_at=None)
    digest = hashlib.sha256(checked.content).hexdigest()
    if same := mine.filter(name=checked.name, sha256=digest).first():
        return same
    if mine.count() >= MAX_FILES:
        raise Refused(_("At most %(count)s files can be attached.") % {"count": MAX_FILES}, code="too_many_files")
    storage_name = secrets.token_hex(16)
    attachment = Attachment(
        appeal=appeal, message=message, handling=handling, storage_name=storage_name, name=checked.name,
        content_type=checked.content_type, size=len(checked.content), uploaded_by=by,
        sha256=digest,
    )  # fmt: skip
    uploads.store(attachment.file, storage_name, ContentFile(checked.content), shown_as=checked.name)
    try:
        attachment.save()
    except Exception:
        attachment.file.delete(save=False)  # no file without its row
        raise
    return attachment


def attach_all(appeal, files, *, by, message=None, handling=None):
    """Store checked files in the transaction of a step: all of them, or none and the step is refused."""
    stored = []
    try:
        for checked in files:
            stored.append(attach(appeal, checked, by=by, message=message, handling=handling))  # noqa: PERF401
    except Refused:
        for attachment in stored:
            attachment.file.delete(save=False)
        raise
    return stored


def remove(attachment, *, by):
    """Take a file off a draft or a returned appeal; the record stays, the file is no longer shown."""
    if attachment.appeal.state not in (AppealState.DRAFT, AppealState.RETURNED):
        raise Refused(_("This appeal has already been sent."), code="wrong_state")
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=["removed_at"])
    return attachment
