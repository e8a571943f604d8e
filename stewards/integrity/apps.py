from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrityConfig(AppConfig):
    """What contacts report of misconduct, past the steward and the unit (guideline art. 11)."""

    name = "stewards.integrity"
    label = "integrity"
    verbose_name = _("Integrity reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what integrity reports add to other pages."""
        import_module(f"{self.name}.providers")
