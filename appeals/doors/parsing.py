"""A mail taken apart: headers decoded, the words, the files, and what tells that a machine wrote it.

Nothing of a mail is believed: sizes and numbers are bounded before anything is decoded. What cannot be read raises
:class:`Unreadable` with the reason, and what could be read of the head.
"""

import hashlib
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses

from . import reading
from .enums import MailReason

#: Bytes of a mail; attachments of 20 MB are a third larger on their way.
MAX_BYTES = 30 * 1024 * 1024
#: What is kept of a mail that is too big.
HEAD_BYTES = 64 * 1024
MAX_HEAD = 128 * 1024
MAX_HEADERS = 500
MAX_HEADER = 4000
MAX_PARTS = 200
#: Bytes of one text that are decoded, and characters of it that are kept.
MAX_TEXT_BYTES, MAX_TEXT = 100 * 1024, 20_000

CASE_NUMBER = re.compile(r"SQ-\d{4}-\d{6}(?!\d)", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


@dataclass
class Letter:
    """What was read of a mail. ``files`` are ``(name, bytes)``, unchecked; ``headers`` are lower-case names."""

    message_id: str
    sender: str = ""
    sender_name: str = ""
    senders: int = 0
    subject: str = ""
    text: str = ""
    references: list = field(default_factory=list)
    headers: dict = field(default_factory=dict)
    files: list = field(default_factory=list)

    def said(self, name):
        """What the first header of this name says, in small letters."""
        return self.headers.get(name, [""])[0].strip().lower()


class Unreadable(Exception):
    """A mail that cannot be taken in; ``letter`` is what could be read of it."""

    def __init__(self, reason, letter):
        self.reason, self.letter = reason, letter
        super().__init__(reason)


def digest_of(raw):
    """What stands for the Message-ID of a mail without one."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def read(raw, *, size=None):
    """Take a mail apart; ``size`` is what the server said, where ``raw`` is only its beginning."""
    letter = Letter(digest_of(raw))
    end = _END_OF_HEAD.search(raw[: MAX_HEAD + 4])
    head = raw[: end.end()] if end else raw[:MAX_HEAD]
    try:
        _read_head(letter, head)
        if (size or len(raw)) > MAX_BYTES:
            raise Unreadable(MailReason.TOO_BIG, letter)
        if (end is None and len(raw) > MAX_HEAD) or sum(map(len, letter.headers.values())) > MAX_HEADERS:
            raise Unreadable(MailReason.UNREADABLE, letter)
        _read_body(letter, message_from_bytes(raw))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, HeaderParseError) as error:
        raise Unreadable(MailReason.UNREADABLE, letter) from error
    if not letter.sender:
        raise Unreadable(MailReason.UNREADABLE, letter)
    return letter


# --- The head --------------------------------------------------------------------------------------------------------
def _read_head(letter, head):
    for name, value in message_from_bytes(head).raw_items():
        letter.headers.setdefault(name.lower(), []).append(value[:MAX_HEADER])
    first = {name: values[0] for name, values in letter.headers.items()}
    found = _MESSAGE_ID.search(first.get("message-id", ""))
    if found:
        letter.message_id = _printable(found.group())
    letter.subject = one_line(words(first.get("subject", "")))[:300]
    answered = f"{first.get('in-reply-to', '')} {first.get('references', '')}"
    letter.references = [_printable(one) for one in _MESSAGE_ID.findall(answered)[:50]]
    people = getaddresses([one_line(_seen(one))[:1000] for one in letter.headers.get("from", [])[:3]])
    letter.senders = len(people)
    if people and "@" in people[0][1]:
        letter.sender = _printable(people[0][1]).strip().lower()[:254]
        letter.sender_name = one_line(words(people[0][0]))[:100]


def _seen(value):
    return reading.decoded(value.encode("utf-8", "surrogateescape"))


def _printable(text):
    return "".join(sign for sign in text if sign.isprintable() and not "\ud800" <= sign <= "\udfff")


def one_line(text):
    """Return the text on one line, without spaces around it."""
    return " ".join(text.split())


def words(value):
    """Return a header in words: encoded ones decoded, raw bytes by what fits."""
    value = _seen(value)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, AssertionError):
        return value
    return "".join(_piece(*piece) for piece in pieces)


def _piece(content, charset):
    if isinstance(content, str):
        return content
    if charset is None:  # what stood between encoded words, as ``decode_header`` wraps it
        return reading.clean(content.decode("raw-unicode-escape", "replace"))
    return reading.decoded(content, charset)


# --- The body --------------------------------------------------------------------------------------------------------
def _read_body(letter, message):
    plain, html, files, todo, seen = [], [], [], [message], 0
    while todo:
        part = todo.pop(0)
        seen += 1
        if seen > MAX_PARTS:
            raise Unreadable(MailReason.TOO_MANY_PARTS, letter)
        kind, name = part.get_content_type(), _name_of(part)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            todo[:0] = part.get_payload()
        elif kind in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment":
            (plain if kind == "text/plain" else html).append(_text_of(part))
        else:
            files.append((name or f"file{len(files) + 1}{_ending(kind)}", _content_of(part)))
    said = reading.tidy("\n".join(plain))[:MAX_TEXT] or reading.plain("\n".join(html)[:MAX_TEXT_BYTES])[:MAX_TEXT]
    letter.text, letter.files = said, files


def _name_of(part):
    name = part.get_filename()
    return one_line(words(str(name)))[-100:] if name else ""


def _ending(kind):
    endings = {"message/rfc822": ".eml", "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
    return endings.get(kind, "")


def _text_of(part):
    content = (part.get_payload(decode=True) or b"")[:MAX_TEXT_BYTES]
    return reading.decoded(_whole(content), str(part.get_content_charset() or ""))


def _whole(content):
    """Without the half character that cutting may leave at the end."""
    return content.rpartition(b"\n")[0] or content if len(content) == MAX_TEXT_BYTES else content


def _content_of(part):
    if part.is_multipart():  # a mail in the mail
        return b"".join(one.as_bytes() for one in part.get_payload()[:1])
    return part.get_payload(decode=True) or b""


# --- What a machine wrote --------------------------------------------------------------------------------------------
def written_by_machine(letter, *, own):
    """Why nobody should take this mail for a person's words, or None (RFC 3834, RFC 2919, RFC 3464).

    ``own`` are the portal's own addresses and ends of its Message-IDs.
    """
    local, precedence = letter.sender.partition("@")[0], letter.said("precedence")
    tells = {
        MailReason.OWN: letter.sender in own or any(letter.message_id.endswith(f"@{one}>") for one in own),
        MailReason.UNDELIVERABLE: (
            local in ("mailer-daemon", "postmaster")
            or letter.said("return-path") == "<>"
            or letter.said("content-type").startswith("multipart/report")
        ),
        MailReason.AUTOMATIC: (
            letter.said("auto-submitted").partition(";")[0].strip() not in ("", "no")
            or any(name in letter.headers for name in ("x-auto-response-suppress", "x-autoreply", "x-autorespond"))
            or precedence in ("auto_reply", "auto-reply")
        ),
        MailReason.BULK: precedence in ("bulk", "junk", "list") or "list-id" in letter.headers,
    }
    return next((reason for reason, is_so in tells.items() if is_so), None)


def is_confirmed(letter, server):
    """Whether ``server``, our own mail server, says that the domain of the sender stands by this mail (RFC 8601).

    Only the uppermost header counts: those below may have come with the mail.
    """
    said = letter.said("authentication-results")
    return said.partition(";")[0].split()[:1] == [server.lower()] and bool(re.search(r"[;\s]dmarc=pass\b", said))
