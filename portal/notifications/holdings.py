"""What waits for a person: mail that is still to be sent, which stops when the account closes."""

from django.utils.translation import gettext as _

from portal.common import hooks
from portal.common.hooks import Holding

from .enums import MailState
from .models import Notification


@hooks.person_holdings.register
def of_person(user):
    """Mail that waits; the inbox stays as it is."""
    waiting = Notification.objects.filter(recipient=user, mail_state=MailState.PENDING)
    return [
        Holding(
            label=_("Mail waiting"), count=waiting.count(), key="mail", rank=85,
            end=lambda **_who: waiting.update(mail_state=MailState.NONE), ends=_("It is not sent any more."),
        )
    ]  # fmt: skip
