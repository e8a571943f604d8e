from django.db import models
from django.utils.translation import gettext_lazy as _


class ProblemState(models.TextChoices):
    OPEN = "open", _("to be answered")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


class Reached(models.TextChoices):
    """How the lead answer reached a member."""

    REPLY = "reply", _("as the reply")
    PROGRESS = "progress", _("as a message")


class HigherLevel(models.TextChoices):
    CITY = "city", _("city level")
    CENTRAL = "central", _("central level")
