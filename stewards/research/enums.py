from django.db import models
from django.utils.translation import gettext_lazy as _


class ResearchState(models.TextChoices):
    """A leader's research visit, from its plan to its end."""

    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


class StopState(models.TextChoices):
    """One enterprise of a research visit: still to come or to be recorded, recorded, or left out of the plan."""

    PLANNED = "planned", _("planned")
    RECORDED = "recorded", _("recorded")
    DROPPED = "dropped", _("left out")
