from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    """Orders to units that owe an enterprise something (督办单), and the cases that no rule can escalate."""

    name = "appeals.supervision"
    label = "supervision"
    verbose_name = _("Supervision")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what this app adds to other pages."""
        import_module(f"{self.name}.providers")
