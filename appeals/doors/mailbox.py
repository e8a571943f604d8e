"""The department mailbox on its server: what nobody has read is taken in, and only then marked as read.

Twice the same mail is one row (its Message-ID), so a reader may die anywhere in between.
"""

import imaplib
import re
import ssl
from contextlib import contextmanager
from time import monotonic

import structlog
from django.conf import settings
from django.db import connection
from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import ImapToolsError

from portal.common.workflow import Refused

from . import workflow
from .parsing import HEAD_BYTES, MAX_BYTES

log = structlog.get_logger(__name__)

#: Number of the advisory lock of the database session: one reader at a time.
READER = 20_261_124
#: Mails of one reading, and seconds after which it begins no further one.
BATCH, SWEEP = 50, 80
#: Seconds that the server may take for one answer.
PATIENCE = 20
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)", re.IGNORECASE)


def is_on():
    """Whether a mailbox is set."""
    return bool(settings.MAILBOX_HOST)


def read_mailbox():
    """Read what is new; returns how many mails, or None when the mailbox is off or somebody reads it already."""
    if not is_on():
        return None
    with _alone() as is_mine:
        if not is_mine:
            return None
        try:
            with _server() as server:
                count = _read(server)
        except (ImapToolsError, imaplib.IMAP4.error, OSError, Refused) as error:
            told = _told(error)
            workflow.note_reading(told)
            log.warning("doors.mailbox_failed", error=told)
            return 0
        workflow.note_reading()
        return count


def _told(error):
    """What went wrong, without what the server may repeat of the credentials."""
    words = " ".join(error.messages) if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
    return words.replace(settings.MAILBOX_PASSWORD or "\0", "***")[:300]


@contextmanager
def _alone():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [READER])
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [READER])


def _server():
    """The mailbox, signed in; certificates are checked."""
    address = {"host": settings.MAILBOX_HOST, "port": settings.MAILBOX_PORT, "timeout": PATIENCE}
    if settings.MAILBOX_TLS == "none":
        box = MailBoxUnencrypted(**address)
    else:
        kind = MailBoxStartTls if settings.MAILBOX_TLS == "starttls" else MailBox
        box = kind(**address, ssl_context=ssl.create_default_context())
    try:
        return box.login(settings.MAILBOX_USER, settings.MAILBOX_PASSWORD, settings.MAILBOX_FOLDER)
    except BaseException:
        box.client.shutdown()
        raise


def _read(server):
    deadline, count = monotonic() + SWEEP, 0
    for uid in server.uids("UNSEEN")[:BATCH]:
        if monotonic() > deadline:
            break
        size = _size(server, uid)
        raw = _fetch(server, uid, f"BODY.PEEK[]<0.{HEAD_BYTES}>" if size > MAX_BYTES else "BODY.PEEK[]")
        if raw is None:
            log.warning("doors.mail_gone", uid=uid)
            continue
        workflow.take(raw, size=size)
        server.flag(uid, MailMessageFlags.SEEN, value=True)
        count += 1
    return count


def _size(server, uid):
    _status, rows = server.client.uid("fetch", uid, "(RFC822.SIZE)")
    found = next((_SIZE.search(row) for row in rows if isinstance(row, bytes)), None)
    return int(found.group(1)) if found else 0


def _fetch(server, uid, what):
    """The bytes of a mail; None when it was moved away meanwhile."""
    _status, rows = server.client.uid("fetch", uid, f"({what})")
    return next((row[1] for row in rows if isinstance(row, tuple)), None)
