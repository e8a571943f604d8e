"""The places that every role has."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.common import hooks
from portal.common.hooks import NavItem

#: Roles whose home page is the steward workbench.
WORKBENCH = (Role.STEWARD, Role.LIAISON, Role.GENERAL)


@hooks.nav_items.register
def home_first(request):
    """The home page; stewards have the workbench instead."""
    if request.acting and request.acting.role in WORKBENCH:
        return []
    return [NavItem(_("Due"), reverse("cockpit:home"), "due", _("Today"), phone=1)]


@hooks.nav_items.register
def own_places(request):
    """Inbox and account, last in the list."""
    return [
        NavItem(_("Inbox"), reverse("notifications:inbox"), "inbox", _("Me")),
        NavItem(_("My account"), reverse("accounts:profile"), "person", _("Me"), phone=9),
    ]
