from django.db import models
from django.utils.translation import gettext_lazy as _


class VisitMode(models.TextChoices):
    """How the steward and the enterprise met (guideline art. 5)."""

    ON_SITE = "on_site", _("On site")
    PHONE = "phone", _("By telephone")
    MEETING = "meeting", _("Meeting")
    MESSAGE = "message", _("Message")


class Topic(models.TextChoices):
    """What a visit was about; several at a time."""

    OPERATION = "operation", _("Operation")
    POLICY = "policy", _("Policies")
    PERMITS = "permits", _("Permits and approvals")
    FUNDING = "funding", _("Financing")
    PEOPLE = "people", _("Staff and talent")
    PREMISES = "premises", _("Land and premises")
    UTILITIES = "utilities", _("Water, power, gas, network")
    SAFETY = "safety", _("Safety and environment")
    OTHER = "other", _("Other matters")


class Evidence(models.TextChoices):
    """What a check-in shows of having been there; computed, never typed."""

    STRONG = "strong", _("Strong evidence")
    WEAK = "weak", _("Weak evidence")
    UNPLACED = "unplaced", _("No reference point")
    NONE = "none", _("No evidence")


class BurdenKind(models.TextChoices):
    """What reached an enterprise; counted together in the burden ledger (无事不扰)."""

    CONTACT = "contact", _("contact made")
    FORM = "form", _("form")
    SURVEY = "survey", _("survey")
    PUSH = "push", _("message sent")
