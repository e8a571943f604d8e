from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a local unit proposes: of the roster (guideline art. 3), or of who serves (art. 10)."""

    ADD = "add", _("add to the roster")
    REMOVE = "remove", _("remove from the roster")
    MOVE = "move", _("move to another local unit")
    LEVEL = "level", _("change the level")
    REASSIGN = "reassign", _("change the steward")
    SWAP = "swap", _("swap two enterprises")
    HANDOVER = "handover", _("hand over everything")


class State(models.TextChoices):
    """The machine of a proposal; an approved one is in force once it was applied."""

    PROPOSED = "proposed", _("to be decided")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("turned down")
    WITHDRAWN = "withdrawn", _("taken back")
