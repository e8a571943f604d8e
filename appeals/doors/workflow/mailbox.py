"""What becomes of a mail to the department mailbox: an appeal, words on a case, a place in the tray, or nothing.

An address in a mail is no proof of who wrote it: it enters what the desk reviews, it opens and shows nothing.
"""

import re
import secrets
import unicodedata
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals import workflow as appeals
from appeals.attachments import attach_all
from appeals.enums import Channel, Urgency
from appeals.models import Appeal, Category
from enterprises import uscc
from enterprises.enums import AccessReason
from enterprises.models import Enterprise, EnterpriseAccess
from portal.common import uploads
from portal.common.workflow import Refused, check, table
from portal.notifications.models import Notification

from .. import parsing, reading
from ..enums import MailReason as R
from ..enums import MailState as S
from ..models import ApiClient, Mail, MailboxReading, TrayItem
from .clients import register
from .enclosures import checked
from .intake import ANYTHING, pass_on

log = structlog.get_logger(__name__)

SOURCE, NAME = "mailbox", "部门邮箱"
#: Mails of one address in an hour that are taken for a person's; what comes beyond is set aside.
MOST_AN_HOUR = 20
HOUR = timedelta(hours=1)
MAX_TITLE, MAX_TEXT = 80, 4000
_CODE = re.compile(rf"(?<![0-9A-Z])[{uscc.ALPHABET}]{{18}}(?![0-9A-Z])")

STEPS = table(
    put_into_tray=([S.IGNORED, S.ASIDE, S.BROKEN], S.TRAY),
    set_aside=([S.IGNORED, S.BROKEN], S.ASIDE),
)


def take(raw, *, by=None, size=None):
    """Take one mail in and return its row; the same mail again returns the row that is there.

    Whatever is wrong with a mail is that mail's: it is kept as broken. Raises only what is wrong with the portal.
    """
    letter, fault = _apart(raw, size)
    letter.message_id = _id_of(letter, raw)
    if known := Mail.objects.filter(message_id=letter.message_id).first():
        return known
    mail = _row(letter, size or len(raw))
    uploads.store(mail.raw, secrets.token_hex(16), ContentFile(raw), shown_as=mail.subject)
    kept = mail.raw
    try:
        return _kept(mail, letter, fault)
    except IntegrityError:
        kept.delete(save=False)
        return Mail.objects.get(message_id=letter.message_id)  # somebody else took it at the same moment
    except BaseException:
        kept.delete(save=False)  # no file without its row
        raise


def _apart(raw, size):
    try:
        return parsing.read(raw, size=size), None
    except parsing.Unreadable as error:
        return error.letter, error.reason


def _id_of(letter, raw):
    """The Message-ID; another one when somebody else has used it, so that no mail hides behind another's number."""
    number = letter.message_id[:255]
    other = Mail.objects.filter(message_id=number).exclude(sender=letter.sender).exists()
    return parsing.digest_of(raw) if other else number


def _row(letter, size):
    return Mail(
        message_id=letter.message_id, sender=letter.sender, sender_name=letter.sender_name, subject=letter.subject,
        text=letter.text, references="\n".join(letter.references), size=size,
    )  # fmt: skip


def _kept(mail, letter, fault):
    if fault:
        return _broken(mail, fault)
    try:
        with transaction.atomic():
            return _decide(mail, letter)
    except (OperationalError, InterfaceError, IntegrityError):
        raise
    except Refused as refused:
        if refused.code == "no_room":
            raise
        return _broken(mail, R.UNREADABLE, " ".join(refused.messages))
    except Exception as error:  # one mail that nobody thought of stops no other
        log.exception("doors.mail_broken")
        return _broken(mail, R.UNREADABLE, type(error).__name__)


def _broken(mail, reason, detail=""):
    mail.pk, mail.appeal, mail.tray_item = None, None, None
    return _save(mail, S.BROKEN, reason, detail)


def _save(mail, state, reason, detail="", **facts):
    mail.state, mail.reason, mail.detail = state, reason, detail[:500]
    for name, value in facts.items():
        setattr(mail, name, value)
    mail.save()
    return mail


# --- The decision ----------------------------------------------------------------------------------------------------
def _decide(mail, letter):
    if reason := parsing.written_by_machine(letter, own=own_marks()):
        return _save(mail, S.IGNORED, reason)
    lately = Mail.objects.filter(sender=mail.sender, received_at__gt=timezone.now() - HOUR)
    if lately.exclude(state=S.IGNORED).count() >= MOST_AN_HOUR:
        return _save(mail, S.ASIDE, R.FLOOD)
    files, mail.files = checked(letter.files)
    if numbers := _numbers(letter):
        return _thread(mail, letter, numbers, files)
    believed = _is_believed(letter)
    firms = list(_spoken_for(mail.sender)) if believed else []
    if len(firms) == 1:
        return _enter(mail, firms[0], files)
    if code := _code_in(letter):
        return _to_tray(mail, R.CREDIT_CODE, code=code)
    reason = (R.SEVERAL_FIRMS if firms else R.UNKNOWN) if believed else R.UNPROVEN
    return _to_tray(mail, reason)


def own_marks():
    """The portal's own addresses, and the host of the Message-IDs that it gives."""
    own = {parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower(), settings.MAILBOX_USER.lower()}
    return {one for one in own if "@" in one} | {urlsplit(settings.SITE_URL).hostname or "localhost"}


def _is_believed(letter):
    """Whether the address may be taken for the sender's: always, unless a mail server is named that confirms it."""
    server = settings.MAILBOX_AUTHSERV_ID
    return letter.senders == 1 and (not server or parsing.is_confirmed(letter, server))


def _spoken_for(address):
    """Rows of access of contacts with this address, each with person and enterprise."""
    rows = EnterpriseAccess.objects.in_force().filter(
        reason=AccessReason.CONTACT, user__is_active=True, user__email__iexact=address
    )
    return rows.select_related("user", "content_object").order_by("pk")


def _numbers(letter):
    """Numbers of cases in the subject; else those of the messages that the mail answers."""
    if named := {one.upper() for one in parsing.CASE_NUMBER.findall(letter.subject)}:
        return named
    urls = Notification.objects.filter(message_id__in=letter.references).values_list("url", flat=True)
    return {number.upper() for url in urls[:50] for number in parsing.CASE_NUMBER.findall(url)}


def _thread(mail, letter, numbers, files):
    """Add the words to their case, when the sender may write to it; else the desk decides."""
    if len(numbers) > 1:
        return _to_tray(mail, R.SEVERAL_CASES)
    appeal = Appeal.objects.filter(number=next(iter(numbers))).select_related("enterprise").first()
    if appeal is None:
        return _to_tray(mail, R.NO_CASE)
    if not _is_believed(letter):
        return _to_tray(mail, R.UNPROVEN)
    writer = _spoken_for(mail.sender).filter(content_object=appeal.enterprise).first()
    if writer is None:
        return _to_tray(mail, R.FOREIGN_CASE)
    try:
        appeals.supplement(appeal, by=writer.user, text=_body(mail), files=files)
    except Refused as refused:
        if refused.code != "wrong_state":
            raise
        return _to_tray(mail, R.CASE_OVER, code=appeal.enterprise.uscc, detail=appeal.number)
    return _save(mail, S.THREADED, R.NUMBER, appeal=appeal)


def _enter(mail, row, files):
    """Make the appeal in the contact's name; the desk reviews it, and the contact hears of every step."""
    appeal = pass_on(
        client(), row.content_object, by=row.user, external_number=_external(mail), category=_category(),
        title=_title(mail), text=_body(mail), urgency=Urgency.NORMAL,
    )  # fmt: skip
    attach_all(appeal, files, by=row.user)
    return _save(mail, S.ENTERED, R.CONTACT, appeal=appeal)


def _to_tray(mail, reason, *, code="", detail=""):
    system = client()
    item = TrayItem(
        client=system, external_number=_external(mail), credit_code=code, category=_category(), title=_title(mail),
        enterprise_name=mail.sender_name or mail.sender or NAME, text=_body(mail), is_demo=mail.is_demo,
    )  # fmt: skip
    item._history_user = system.actor
    item.save()
    return _save(mail, S.TRAY, reason, detail, tray_item=item)


def client():
    """The mailbox as a system at the door: its cases are numbered and kept as those of every other one."""
    known = ApiClient.objects.filter(source=SOURCE).select_related("actor").first()
    return known or register(NAME, SOURCE, by=None, channel=Channel.MAILBOX)


def _external(mail):
    """The number of the mail as people read it: twelve signs of its digest."""
    return f"M-{parsing.digest_of(mail.message_id.encode())[7:19].upper()}"


def _category():
    return Category.objects.get(code=ANYTHING)


def _title(mail):
    return mail.subject[:MAX_TITLE].strip() or _("A mail without a subject")


def _body(mail):
    """What the mail says newly, cut to the length of an appeal with a note."""
    said = reading.without_history(mail.text) or _("(The mail has no text.)")
    if len(said) <= MAX_TEXT:
        return said
    note = "\n\n" + _("(Cut here: the mail is longer. The desk has the whole of it.)")
    return said[: MAX_TEXT - len(note)] + note


def _code_in(letter):
    """The one code of an enterprise of the registry that subject and text name, or an empty text."""
    said = unicodedata.normalize("NFKC", f"{letter.subject}\n{letter.text}").upper()
    found = {code for code in _CODE.findall(said)[:50] if _can_exist(code)}
    known = Enterprise.objects.filter(uscc__in=found).values_list("uscc", flat=True)[:2]
    return known[0] if len(known) == 1 else ""


def _can_exist(code):
    try:
        uscc.validate(code)
    except uscc.InvalidUscc:
        return False
    return True


# --- What the desk decides -------------------------------------------------------------------------------------------
def _lock(mail):
    return Mail.objects.select_for_update(of=("self",), no_key=True).get(pk=mail.pk)


@transaction.atomic
def put_into_tray(mail, *, by):
    """The desk takes a mail for a case after all: it waits in the tray like every other."""
    mail = _lock(mail)
    check(STEPS, "put_into_tray", mail.get_state())
    mail.settled_by, mail.settled_at = by, timezone.now()
    return _to_tray(mail, R.BY_DESK)


@transaction.atomic
def put_aside(mail, *, by, reason):
    """Leave a mail where it is for good, with the reason."""
    mail = _lock(mail)
    target = check(STEPS, "set_aside", mail.get_state()).target
    if not reason.strip():
        raise Refused(_("Give the reason."))
    return _save(mail, target, R.BY_DESK, reason.strip(), settled_by=by, settled_at=timezone.now())


# --- The reading itself ----------------------------------------------------------------------------------------------
def note_reading(error=""):
    """Write down that the mailbox was read, or why it was not."""
    now = timezone.now()
    facts = {"tried_at": now, "error": str(error)[:300]} | ({} if error else {"read_at": now})
    MailboxReading.objects.update_or_create(pk=1, defaults=facts)
