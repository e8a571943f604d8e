from django.db import models
from django.utils.translation import gettext_lazy as _


class CallbackState(models.TextChoices):
    """The outbox machine. ``none``, ``delivered`` and ``dead`` are terminal; ``dead`` is sent again by hand."""

    NONE = "none", _("not asked for")
    PENDING = "pending", _("waiting")
    SENDING = "sending", _("being sent")
    DELIVERED = "delivered", _("delivered")
    DEAD = "dead", _("given up")


class TrayState(models.TextChoices):
    """What was passed on without an enterprise that the registry knows."""

    WAITING = "waiting", _("waiting for the desk")
    ASSIGNED = "assigned", _("turned into an appeal")
    REFUSED = "refused", _("refused")
