from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    """The kernel: workflow, working days, hooks, access, exports. It imports no other app."""

    name = "portal.common"
    label = "common"
    verbose_name = _("Common ground")
    default_auto_field = "django.db.models.BigAutoField"
