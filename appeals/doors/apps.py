from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DoorsConfig(AppConfig):
    """How appeals come in from other systems, and how these hear what became of them."""

    name = "appeals.doors"
    label = "doors"
    verbose_name = _("Doors to other systems")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what this app adds to other pages."""
        import_module(f"{self.name}.providers")
