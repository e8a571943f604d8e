from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProblemsConfig(AppConfig):
    """Appeals with one cause: similar cases, common problems (共性问题) and themed windows (弹性服务专窗)."""

    name = "appeals.problems"
    label = "problems"
    verbose_name = _("Common problems")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what this app adds to other pages."""
        import_module(f"{self.name}.providers")
