from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChangesConfig(AppConfig):
    """Proposals, hand-overs and the district lead's approvals (guideline art. 3 and 10)."""

    name = "stewards.changes"
    label = "changes"
    verbose_name = _("Changes of stewards")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what changes add to other pages."""
        import_module(f"{self.name}.providers")
