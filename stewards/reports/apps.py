from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """What stewards learn and report of their enterprises (guideline art. 5.5)."""

    name = "stewards.reports"
    label = "reports"
    verbose_name = _("Information reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what reports add to other pages."""
        import_module(f"{self.name}.providers")
