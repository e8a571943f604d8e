from django.db import models
from django.utils.translation import gettext_lazy as _


class VisitMode(models.TextChoices):
    """How the steward and the enterprise met (guideline art. 5)."""

    ON_SITE = "on_site", _("on site")
    PHONE = "phone", _("by telephone")
    MEETING = "meeting", _("meeting")
    MESSAGE = "message", _("message")


class Topic(models.TextChoices):
    """What a visit was about; several at a time."""

    OPERATION = "operation", _("operation")
    POLICY = "policy", _("policies")
    PERMITS = "permits", _("permits and approvals")
    FUNDING = "funding", _("financing")
    PEOPLE = "people", _("staff and talent")
    PREMISES = "premises", _("land and premises")
    UTILITIES = "utilities", _("water, power, gas, network")
    SAFETY = "safety", _("safety and environment")
    OTHER = "other", _("other matters")
