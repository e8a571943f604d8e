from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    """Meetings of the units that handle a case together."""

    name = "appeals.consultations"
    label = "consultations"
    verbose_name = _("Consultations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what this app adds to other pages."""
        import_module(f"{self.name}.providers")
