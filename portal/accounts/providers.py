"""The place where those who lead people see who is away."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common import hooks
from portal.common.hooks import NavItem

from .enums import Role


@hooks.nav_items.register
def absence_places(request):
    """Days away, for general stewards and district leads."""
    if getattr(request.acting, "role", "") not in (Role.GENERAL, Role.DISTRICT):
        return []
    return [NavItem(_("Days away"), reverse("accounts:absences"), "calendar", _("Registry"))]
