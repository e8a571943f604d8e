from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsultationState(models.TextChoices):
    """A meeting of units about one case."""

    CALLED = "called", _("called")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("called off")


class Coming(models.TextChoices):
    """What a unit says to the invitation."""

    OPEN = "open", _("no answer yet")
    YES = "yes", _("comes")
    NO = "no", _("does not come")
