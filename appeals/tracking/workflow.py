"""Who may follow a case, the code that goes there, and the one time that it opens the case.

Whoever asks reads the same answer whether or not number and address belong together: nobody learns who has a case.
"""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from appeals.models import Appeal
from enterprises.enums import AccessReason
from enterprises.models import EnterpriseAccess
from portal.common import hooks
from portal.onboarding.addresses import normal_phone
from portal.onboarding.enums import Channel

from .codes import is_code
from .models import TRIES, FollowCode


def case_of(number):
    """The case of our number, or of the number that the hotline or a department gave it; else None."""
    number = number.strip()
    sent = Appeal.objects.exclude(submitted_at=None)
    return sent.filter(number=number.upper()).first() or sent.filter(external_number=number).order_by("pk").first()


def reader_at(appeal, channel, address):
    """The language of whoever of this case is reached at ``address`` ("" for a caller), or None for nobody.

    These are the people who speak for the enterprise today, and who telephoned or came to the desk.
    """
    reached = Q(user__email__iexact=address) if channel == Channel.MAIL else Q(user__phone=address)
    speaks = EnterpriseAccess.objects.in_force().filter(
        reason=AccessReason.CONTACT, content_object=appeal.enterprise_id
    )
    people = speaks.filter(reached, user__is_active=True).values_list("user__language", flat=True)
    if people:
        return people[0]
    phones = [normal_phone(phone) for phone in hooks.callers_of_case(appeal)] if channel == Channel.SMS else []
    return "" if address in phones else None


@transaction.atomic
def ask(number, channel, address):
    """Write down that a code goes to ``address``, if the case knows it; returns the row or None.

    An earlier code for the same reader opens nothing from now on.
    """
    appeal = case_of(number)
    language = reader_at(appeal, channel, address) if appeal else None
    if language is None:
        return None
    FollowCode.objects.filter(appeal=appeal, address__iexact=address).good().update(expires_at=timezone.now())
    return FollowCode.objects.create(appeal=appeal, channel=channel, address=address, language=language)


@transaction.atomic
def open_with(number, address, code):
    """The case, if ``code`` is what was sent to ``address`` for it; it opens once. Else None: the try is counted."""
    appeal = case_of(number)
    rows = FollowCode.objects.good().filter(appeal=appeal, address__iexact=address, wrong__lt=TRIES)
    row = rows.select_for_update().order_by("-pk").first() if appeal else None
    if row is None:
        return None
    if not is_code(row, code):
        FollowCode.objects.filter(pk=row.pk).update(wrong=F("wrong") + 1)
        return None
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    return appeal


def opened(number):
    """The whole case that a code opened; None for a number that no case has."""
    return Appeal.objects.exclude(submitted_at=None).for_case().filter(number=number).first()


def waiting_code(number, address):
    """The code that was sent last and still opens the case, or None."""
    appeal = case_of(number)
    return FollowCode.objects.good().filter(appeal=appeal, address__iexact=address).first() if appeal else None
