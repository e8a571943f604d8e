from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CockpitConfig(AppConfig):
    """Pages that mix apps: the home of each role, and the demo city."""

    name = "portal.cockpit"
    label = "cockpit"
    verbose_name = _("Cockpit")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Every role has a home, an inbox and an account; the own places stand last."""
        import_module(f"{self.name}.providers")
