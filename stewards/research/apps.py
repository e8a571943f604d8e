from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResearchConfig(AppConfig):
    """Leaders' research visits, and what all contacts together ask of an enterprise (guideline art. 5.1)."""

    name = "stewards.research"
    label = "research"
    verbose_name = _("Research visits")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what research visits add to other pages."""
        import_module(f"{self.name}.providers")
