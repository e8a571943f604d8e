from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StewardsConfig(AppConfig):
    """Stewards, the cap of ten, assignments and the roster import."""

    name = "stewards"
    label = "stewards"
    verbose_name = _("Stewards")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what stewards add to other pages."""
        import_module(f"{self.name}.providers")
        import_module(f"{self.name}.handing_over")
        import_module(f"{self.name}.circles")
        import_module(f"{self.name}.holdings")
        import_module(f"{self.name}.imports")
        import_module(f"{self.name}.roster.kind")
