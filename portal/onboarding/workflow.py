"""Steps into an account: invitations, codes, passwords, confirmed addresses.

Each step locks the person first and the confirmation second, checks, changes, and writes what has to be sent as rows
of the outbox in the same transaction; :mod:`.delivery` sends them.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.templatetags.words import day
from portal.common.workflow import Refused
from portal.notifications.outbox import polite_moment, wake

from . import codes, limits
from .addresses import is_mobile
from .enums import ENTRY, Channel, Delivery, Purpose, Standing
from .models import Confirmation

#: How long a confirmation opens something when the person asked for it …
OWN = {
    (Purpose.ACTIVATE, Channel.MAIL): timedelta(days=1), (Purpose.ACTIVATE, Channel.SMS): timedelta(minutes=10),
    (Purpose.RESET, Channel.MAIL): timedelta(hours=1), (Purpose.RESET, Channel.SMS): timedelta(minutes=10),
    (Purpose.CHANGE_EMAIL, Channel.MAIL): timedelta(days=1),
    (Purpose.CHANGE_PHONE, Channel.SMS): timedelta(minutes=10),
}  # fmt: skip
#: … and when somebody else sends it.
INVITED = {Channel.MAIL: timedelta(days=7), Channel.SMS: timedelta(days=1), Channel.LETTER: timedelta(days=30)}
#: Time to choose a password after the right code.
GRACE = timedelta(minutes=30)
#: Accounts with one address that are told at once: a shared mailbox of an office.
MOST_ACCOUNTS = 3
#: Who was invited so recently is left out when many are.
PAUSE = timedelta(days=1)
TASKS = {Channel.MAIL: "onboarding.send_mail", Channel.SMS: "onboarding.send_sms"}


@dataclass
class Sent:
    """What came of inviting many: how many by which channel, how many a short while ago, and who has no address."""

    mail: int = 0
    sms: int = 0
    recently: int = 0
    unreachable: int = 0


def channel_for(person):
    """The channel by which the person can be invited: e-mail before text message, None without either."""
    if person.email:
        return Channel.MAIL
    return Channel.SMS if is_mobile(person.phone) else None


# --- Asking at the sign-in page --------------------------------------------------------------------------------------
@transaction.atomic
def request_entry(channel, address):
    """Send whoever has this address a link or a code; nothing happens when nobody has it, and nobody is told."""
    limits.forget(limits.CODE, channel, address)
    kept = {"email__iexact": address} if channel == Channel.MAIL else {"phone": address}
    people = User.objects.filter(is_active=True, **kept).order_by("pk").select_for_update(of=("self",))
    for person in people[:MOST_ACCOUNTS]:
        row, _until = limits.take(limits.REQUEST, "person", person.pk)
        if row is not None:
            _issue(person, entry_of(person), channel, by=None)


def entry_of(person):
    """What the person needs to get in: the first password, or a new one."""
    return Purpose.RESET if person.activated_at and person.has_usable_password() else Purpose.ACTIVATE


# --- Inviting --------------------------------------------------------------------------------------------------------
@transaction.atomic
def invite(person, channel, *, by):
    """Send one person the way in, at once; raises :class:`Refused` with the reason why not."""
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _refuse_invitation(person, channel)
    if channel == Channel.LETTER:
        return _issue(person, Purpose.ACTIVATE, channel, by=by)
    limits.forget(limits.CODE, channel, person.phone)
    row, _until = limits.take(limits.INVITE, person.pk)
    if row is None:
        raise Refused(_("%(name)s has had enough messages for today. Print a letter, or call.") % {"name": person})
    return _issue(person, Purpose.ACTIVATE, channel, by=by)


def _refuse_invitation(person, channel):
    if not person.is_active:
        raise Refused(_("The account of %(name)s is closed.") % {"name": person})
    if person.activated_at:
        words = {"name": person, "day": day(person.activated_at)}
        raise Refused(_("%(name)s has been active since %(day)s and gets a new password at the sign-in page.") % words)
    if channel == Channel.MAIL and not person.email:
        raise Refused(_("No e-mail address is kept for %(name)s.") % {"name": person})
    if channel == Channel.SMS and not is_mobile(person.phone):
        raise Refused(_("No mobile number is kept for %(name)s.") % {"name": person})


@transaction.atomic
def invite_many(people, *, by, channel=None):
    """Invite those of ``people`` (a QuerySet) who are not active yet, each by the best channel or by ``channel``.

    Nothing leaves in the quiet hours (product rule 7), and who was invited within :data:`PAUSE` is left out.
    """
    now, sent, rows = timezone.now(), Sent(), []
    waiting = people.filter(activated_at=None, is_active=True).order_by("pk").select_for_update(of=("self",))
    recent = Confirmation.objects.filter(purpose=Purpose.ACTIVATE, created_at__gt=now - PAUSE, person__in=people)
    recent = set(recent.exclude(channel=Channel.LETTER).values_list("person", flat=True))
    for person in waiting:
        way = channel_for(person) if channel is None else channel
        if person.pk in recent:
            sent.recently += 1
        elif way is None or (way == Channel.MAIL and not person.email) or (
            way == Channel.SMS and not is_mobile(person.phone)
        ):  # fmt: skip
            sent.unreachable += 1
        else:
            rows.append(_row(person, Purpose.ACTIVATE, way, by=by, at=polite_moment(now, urgent=False)))
            setattr(sent, way.value, getattr(sent, way.value) + 1)
    for way in TASKS:
        _replace([row.person_id for row in rows if row.channel == way], ENTRY, way)
    Confirmation.objects.bulk_create(rows, batch_size=500)
    _ring({row.channel for row in rows})
    return sent


@transaction.atomic
def write_letters(people, *, by):
    """Make a letter for each of ``people`` (a QuerySet) who is not active yet; the letters, in the people's order."""
    waiting = people.filter(activated_at=None, is_active=True).order_by("pk").select_for_update(of=("self",))
    return [_issue(person, Purpose.ACTIVATE, Channel.LETTER, by=by) for person in waiting]


# --- Codes -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def try_code(address, typed):
    """Return the confirmation that this code opens at this mobile number, or None; a wrong one is counted."""
    rows = Confirmation.objects.open().filter(channel=Channel.SMS, address=address, purpose__in=ENTRY)
    rows = rows.select_related("person").select_for_update(of=("self",)).order_by("pk")
    return _match([row for row in rows if row.code_standing == Standing.OPEN], typed)


@transaction.atomic
def try_letter(typed):
    """Return the letter that this code belongs to, or None; a wrong code is counted on the letter that it names."""
    number = codes.row_of_letter(typed)
    rows = Confirmation.objects.letters().filter(pk=number) if number else Confirmation.objects.none()
    letter = rows.select_related("person").select_for_update(of=("self",)).first()
    if letter and codes.is_code(letter, typed) and letter.code_standing != Standing.OPEN:
        return letter
    return _match([letter] if letter and letter.code_standing == Standing.OPEN else [], typed)


def _match(rows, typed):
    found = next((row for row in rows if codes.is_code(row, typed)), None)
    if found:
        found.expires_at = max(found.expires_at, timezone.now() + GRACE)
        found.save(update_fields=["expires_at"])
    else:
        for row in rows:
            row.attempts += 1
            row.save(update_fields=["attempts"])
    return found


def by_link(token, *purposes):
    """Return the confirmation that this link names, open or not; None when nobody sent such a link."""
    number = codes.row_of_token(token)
    row = Confirmation.objects.select_related("person").filter(pk=number, purpose__in=purposes).first()
    return row if row and codes.is_token(row, token) else None


# --- The way in ------------------------------------------------------------------------------------------------------
@transaction.atomic
def choose_password(confirmation, password):
    """Set the password of the person who opened this confirmation and use it up; returns the person.

    Everything else that was sent to get in is replaced by it.
    """
    person, confirmation = _lock(confirmation)
    _refuse_closed(confirmation, person)
    person.set_password(password)
    person.activated_at = person.activated_at or timezone.now()
    person._history_user = person
    person.save(update_fields=["password", "activated_at"])
    _use(confirmation)
    _replace([person.pk], ENTRY)
    if confirmation.channel == Channel.LETTER and (channel := channel_for(person)):
        _tell(person, Purpose.ACTIVATED, channel, person.email if channel == Channel.MAIL else person.phone)
    return person


def note_first_sign_in(person):
    """Whoever signs in with a password that an administrator set is active from then on."""
    if person.activated_at is None and person.has_usable_password():
        person.activated_at = timezone.now()
        User.objects.filter(pk=person.pk, activated_at=None).update(activated_at=person.activated_at)


def closed_sentence(standing):
    """Say why a confirmation opens nothing any more."""
    return {
        Standing.USED: _("This link or code was used already."),
        Standing.REPLACED: _("A newer link or code has replaced this one."),
        Standing.EXPIRED: _("This link or code is too old."),
        Standing.SPENT: _("The code was typed wrongly five times."),
    }.get(standing, "")


def _lock(confirmation):
    person = User.objects.select_for_update(of=("self",)).get(pk=confirmation.person_id)
    row = Confirmation.objects.select_for_update(of=("self",)).get(pk=confirmation.pk)
    row.person = person
    return person, row


def _refuse_closed(confirmation, person):
    if confirmation.standing != Standing.OPEN:
        raise Refused(closed_sentence(confirmation.standing), code=confirmation.standing.value)
    if not person.is_active:
        raise Refused(_("The account of %(name)s is closed.") % {"name": person}, code="closed")


def _use(confirmation):
    confirmation.used_at = timezone.now()
    confirmation.save(update_fields=["used_at"])


# --- Addresses -------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_address(person, purpose, address):
    """Send a link or a code to the new address; the old one counts until it is confirmed."""
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    channel = Channel.MAIL if purpose == Purpose.CHANGE_EMAIL else Channel.SMS
    return _issue(person, purpose, channel, by=None, address=address)


@transaction.atomic
def try_phone_code(person, typed):
    """Put a new mobile number in force when this is its code; None when it is not, which is counted."""
    rows = Confirmation.objects.open().filter(person=person, purpose=Purpose.CHANGE_PHONE)
    rows = rows.select_related("person").select_for_update(of=("self",))
    found = _match([row for row in rows if row.code_standing == Standing.OPEN], typed)
    return confirm_address(found) if found else None


@transaction.atomic
def confirm_address(confirmation):
    """Put the confirmed address in force and tell the old one; returns the person."""
    person, confirmation = _lock(confirmation)
    _refuse_closed(confirmation, person)
    if confirmation.purpose == Purpose.CHANGE_EMAIL:
        old, person.email = person.email, confirmation.address
        EmailAddress.objects.filter(user=person).delete()  # allauth keeps none here: the person's own field counts
        notice, channel = Purpose.EMAIL_CHANGED, Channel.MAIL
    else:
        _refuse_taken(person, confirmation.address)
        old, person.phone = person.phone, confirmation.address
        notice, channel = Purpose.PHONE_CHANGED, Channel.SMS
    person.save(update_fields=["email", "phone"])
    _use(confirmation)
    if old and (channel == Channel.MAIL or is_mobile(old)):
        _tell(person, notice, channel, old)
    return person


def _refuse_taken(person, phone):
    if User.objects.filter(phone=phone, is_active=True).exclude(pk=person.pk).exists():
        raise Refused(_("This number is kept for somebody else too, so it cannot be used to sign in. "
                        "Ask your administrator."), code="taken")  # fmt: skip


# --- Rows of the outbox ----------------------------------------------------------------------------------------------
def _row(person, purpose, channel, *, by, address=None, at=None):
    """A new confirmation, not saved: it waits for delivery from ``at`` on, and a letter for nobody."""
    now = timezone.now()
    at = at or now
    if address is None:
        address = {Channel.MAIL: person.email, Channel.SMS: person.phone}.get(channel, "")
    lifetime = INVITED[channel] if by is not None else OWN.get((purpose, channel), INVITED[Channel.MAIL])
    return Confirmation(
        person=person, purpose=purpose, channel=channel, address=address, sent_by=by, created_at=now,
        expires_at=at + lifetime, next_try_at=None if channel == Channel.LETTER else at,
        delivery=Delivery.NONE if channel == Channel.LETTER else Delivery.PENDING,
    )  # fmt: skip


def _issue(person, purpose, channel, *, by, address=None):
    _replace([person.pk], ENTRY if purpose in ENTRY else (purpose,), channel)
    row = _row(person, purpose, channel, by=by, address=address)
    row.save(force_insert=True)
    _ring({channel})
    return row


def _tell(person, purpose, channel, address):
    _row(person, purpose, channel, by=None, address=address).save(force_insert=True)
    _ring({channel})


def _replace(people, purposes, channel=None):
    """What was sent before over the same channel, or over any, opens nothing any more."""
    rows = Confirmation.objects.filter(person__in=people, purpose__in=purposes, used_at=None, replaced_at=None)
    rows = rows.filter(channel=channel) if channel else rows
    rows.update(replaced_at=timezone.now())


def _ring(channels):
    for channel in channels & TASKS.keys():
        transaction.on_commit(partial(wake, TASKS[channel]), robust=True)


def people(ids):
    """The people with these ids, as the steps above take them; whoever asks has been checked before."""
    return User.objects.filter(pk__in=ids)
