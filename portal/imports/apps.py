from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Staged imports of spreadsheets: upload, preview, confirm, apply in the worker, undo file."""

    name = "portal.imports"
    label = "imports"
    verbose_name = _("Imports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what imports add to other pages, and the kinds of the kernel's own tables."""
        import_module(f"{self.name}.providers")
        for kinds in ("bodies", "teams", "reference"):
            import_module(f"{self.name}.{kinds}")
