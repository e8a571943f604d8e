from django.db import models
from django.utils.translation import gettext_lazy as _


class IntegrityState(models.TextChoices):
    """The way of a report of misconduct (guideline art. 11)."""

    RECEIVED = "received", _("received")
    LOOKING = "looking", _("being looked into")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


class ContactWish(models.TextChoices):
    """How the reporter wants to be spoken to."""

    NONE = "none", _("Only the answer here in the portal")
    PHONE = "phone", _("A call")
    MEETING = "meeting", _("A talk outside the enterprise")
