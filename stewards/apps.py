from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.common import hooks


class StewardsConfig(AppConfig):
    """Stewards, the cap of ten, assignments and the roster import."""

    name = "stewards"
    label = "stewards"
    verbose_name = _("Stewards")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what stewards add to other pages."""
        from .providers import assignment_section, steward_places

        hooks.nav_items.register(steward_places)
        hooks.enterprise_sections.register(assignment_section)
