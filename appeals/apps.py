from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    """Appeals from the first word to the satisfied enterprise."""

    name = "appeals"
    label = "appeals"
    verbose_name = _("Appeals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what appeals add to other pages."""
        import_module(f"{self.name}.providers")
        import_module(f"{self.name}.holdings")
        import_module(f"{self.name}.imports")
