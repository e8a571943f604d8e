"""The place where people see who of theirs is away."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common import hooks
from portal.common.hooks import NavItem

from .enums import Role


@hooks.nav_items.register
def absence_places(request):
    """Days away, for whoever leads people or handles cases beside others."""
    role = getattr(request.acting, "role", "")
    if role not in (Role.GENERAL, Role.DISTRICT, Role.HANDLER):
        return []
    group = _("Appeals") if role == Role.HANDLER else _("Registry")
    return [NavItem(_("Days away"), reverse("accounts:absences"), "calendar", group)]
