from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """Courses, sessions, tests and certificates of those who serve (guideline art. 6)."""

    name = "stewards.training"
    label = "training"
    verbose_name = _("Training")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what training adds to other pages."""
        import_module(f"{self.name}.providers")
