from django.db import models
from django.utils.translation import gettext_lazy as _


class CallbackState(models.TextChoices):
    """The outbox machine. ``none``, ``delivered`` and ``dead`` are terminal; ``dead`` is sent again by hand."""

    NONE = "none", _("not asked for")
    PENDING = "pending", _("waiting")
    SENDING = "sending", _("being sent")
    DELIVERED = "delivered", _("delivered")
    DEAD = "dead", _("given up")


class TrayState(models.TextChoices):
    """What was passed on without an enterprise that the registry knows."""

    WAITING = "waiting", _("waiting for the desk")
    ASSIGNED = "assigned", _("turned into an appeal")
    REFUSED = "refused", _("refused")


class MailState(models.TextChoices):
    """What became of a mail to the department mailbox."""

    ENTERED = "entered", _("became an appeal")
    THREADED = "threaded", _("added to its case")
    TRAY = "tray", _("in the tray")
    IGNORED = "ignored", _("ignored")
    ASIDE = "aside", _("set aside")
    BROKEN = "broken", _("broken")


class MailReason(models.TextChoices):
    """Why that became of it."""

    CONTACT = "contact", _("from a contact of one enterprise")
    NUMBER = "number", _("names a case that the sender may write to")
    CREDIT_CODE = "credit_code", _("names a code of the registry")
    UNKNOWN = "unknown", _("the sender is no contact")
    SEVERAL_FIRMS = "several_firms", _("the sender is a contact of several enterprises")
    UNPROVEN = "unproven", _("the mail server did not confirm the sender")
    SEVERAL_CASES = "several_cases", _("names several cases")
    NO_CASE = "no_case", _("names a case that does not exist")
    FOREIGN_CASE = "foreign_case", _("names a case that the sender may not write to")
    CASE_OVER = "case_over", _("names a case that takes nothing more")
    AUTOMATIC = "automatic", _("written by a machine")
    BULK = "bulk", _("sent to many")
    OWN = "own", _("sent by the portal itself")
    UNDELIVERABLE = "undeliverable", _("says that a mail was not delivered")
    FLOOD = "flood", _("too many mails of one sender in an hour")
    UNREADABLE = "unreadable", _("cannot be read")
    TOO_BIG = "too_big", _("too big")
    TOO_MANY_PARTS = "too_many_parts", _("too many parts")
    BY_DESK = "by_desk", _("decided by the desk")
