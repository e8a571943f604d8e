from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    """What stewards report of their enterprises (guideline art. 5.5)."""

    PERFORMANCE = "performance", _("Performance change")
    FINANCING = "financing", _("Financing and investment")
    PRODUCT = "product", _("Products and R&D")
    BOARD = "board", _("Board and major events")
    RELOCATION = "relocation", _("Relocation")
    POLICY = "policy", _("Policies enjoyed")
    OUTSIDE = "outside", _("Visits from other provinces")
    INDUSTRY = "industry", _("Industry news")


class Urgency(models.TextChoices):
    """How fast the district lead has to know."""

    NORMAL = "normal", _("normal")
    URGENT = "urgent", _("urgent")


class ReportState(models.TextChoices):
    """The way of a report: written, read by the district lead, given to a unit."""

    SENT = "sent", _("reported")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    PASSED_ON = "passed_on", _("passed on")
