from importlib import import_module

from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from .uscc import InAddress


class EnterprisesConfig(AppConfig):
    """The registry: industries, enterprises, contacts and who may see which."""

    name = "enterprises"
    label = "enterprises"
    verbose_name = _("Enterprises")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register the registry's places, and codes in addresses."""
        register_converter(InAddress, "uscc")
        import_module(f"{self.name}.providers")
        import_module(f"{self.name}.holdings")
        import_module(f"{self.name}.imports")
