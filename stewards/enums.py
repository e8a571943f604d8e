from django.db import models
from django.utils.translation import gettext_lazy as _


class RosterAction(models.TextChoices):
    """What a row of a roster does to the registry."""

    CREATE = "create", _("create")
    UPDATE = "update", _("update")
    UNCHANGED = "unchanged", _("unchanged")
    ERROR = "error", _("error")
