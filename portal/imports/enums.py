from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where an import stands. ``applied``, ``refused`` and ``cancelled`` are terminal."""

    UPLOADED = "uploaded", _("uploaded, waits to be read")
    READ = "read", _("read, waits for the comparison")
    READY = "ready", _("ready for the preview")
    CONFIRMED = "confirmed", _("confirmed, waits to be applied")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    REFUSED = "refused", _("refused")
    CANCELLED = "cancelled", _("cancelled")


class Action(models.TextChoices):
    """What one row of a file does; the last two are rows of the portal that the file does not name."""

    CREATE = "create", _("create")
    UPDATE = "update", _("update")
    UNCHANGED = "unchanged", _("unchanged")
    ERROR = "error", _("error")
    MISSING = "missing", _("missing from the file")
    END = "end", _("missing from the file: assignment ends")
