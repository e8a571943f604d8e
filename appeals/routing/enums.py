from django.db import models
from django.utils.translation import gettext_lazy as _


class Learns(models.TextChoices):
    """What a learned model suggests."""

    OFFICE = "office", _("handling office")
    CATEGORY = "category", _("category")
