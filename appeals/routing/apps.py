from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    """Which unit an appeal goes to: rules, suggestions learned from past dispatches, and arbitration."""

    name = "appeals.routing"
    label = "routing"
    verbose_name = _("Routing")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what this app adds to other pages."""
        import_module(f"{self.name}.providers")
