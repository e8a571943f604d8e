from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a confirmation is for. The last three are notices: they open nothing and carry no code."""

    ACTIVATE = "activate", _("activation")
    RESET = "reset", _("new password")
    CHANGE_EMAIL = "change_email", _("change of the e-mail address")
    CHANGE_PHONE = "change_phone", _("change of the mobile number")
    EMAIL_CHANGED = "email_changed", _("notice of a changed e-mail address")
    PHONE_CHANGED = "phone_changed", _("notice of a changed mobile number")
    ACTIVATED = "activated", _("notice of an activation by letter")


class Channel(models.TextChoices):
    """How it reaches the person."""

    MAIL = "mail", _("e-mail")
    SMS = "sms", _("text message")
    LETTER = "letter", _("letter")


class Delivery(models.TextChoices):
    """The machine of the outbox. ``none`` (a letter is handed over), ``sent`` and ``failed`` are terminal."""

    NONE = "none", _("by hand")
    PENDING = "pending", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")


class Standing(models.TextChoices):
    """Whether a confirmation still opens something, and if not, why."""

    OPEN = "open", _("open")
    USED = "used", _("used")
    REPLACED = "replaced", _("replaced")
    EXPIRED = "expired", _("expired")
    SPENT = "spent", _("too many wrong codes")


class AttemptKind(models.TextChoices):
    """What is counted so that nobody can try without end."""

    SIGN_IN = "sign_in", _("sign-in with a wrong password")
    REQUEST = "request", _("request for a code or a link")
    CODE = "code", _("wrong code")
    INVITE = "invite", _("invitation")
    KNOWN = "known", _("address from which somebody signed in")


#: Purposes that end with a password and a signed-in person.
ENTRY = (Purpose.ACTIVATE, Purpose.RESET)
#: Purposes that only tell something.
NOTICES = (Purpose.EMAIL_CHANGED, Purpose.PHONE_CHANGED, Purpose.ACTIVATED)
