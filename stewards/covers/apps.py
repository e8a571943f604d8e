from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoversConfig(AppConfig):
    """Who stands in for a steward who is away (guideline art. 10)."""

    name = "stewards.covers"
    label = "covers"
    verbose_name = _("Cover")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what covers add to other pages."""
        import_module(f"{self.name}.providers")
