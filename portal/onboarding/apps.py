from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnboardingConfig(AppConfig):
    """How people get in and stay reachable: activation, confirmed addresses, sessions."""

    name = "portal.onboarding"
    label = "onboarding"
    verbose_name = _("Onboarding")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Connect what happens beside a sign-in and a new password."""
        import_module(f"{self.name}.providers")
