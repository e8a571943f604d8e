"""The registry's place in the navigation."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.common import hooks
from portal.common.hooks import NavItem


@hooks.nav_items.register
def registry_places(request):
    """The list for whoever serves or supervises; the own enterprise for a contact."""
    role = getattr(request.acting, "role", "")
    if role == Role.CONTACT:
        return [NavItem(_("Enterprise data"), reverse("enterprises:list"), "building", _("Enterprise"), phone=4)]
    if role in (Role.HANDLER, ""):
        return []
    label = _("My enterprises") if role in (Role.STEWARD, Role.LIAISON) else _("Enterprises")
    return [NavItem(label, reverse("enterprises:list"), "building", _("Registry"), phone=4)]
