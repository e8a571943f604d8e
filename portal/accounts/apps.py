from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, government bodies, roles and sign-in."""

    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what units and people hold here, and the place of absences."""
        import_module(f"{self.name}.providers")
        import_module(f"{self.name}.holdings")
