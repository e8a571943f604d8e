from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackingConfig(AppConfig):
    """Following a case by its number and a one-time code, without an account."""

    name = "appeals.tracking"
    label = "tracking"
    verbose_name = _("Following a case by its number")
    default_auto_field = "django.db.models.BigAutoField"
