"""What imports add to the home page: previews that wait for whoever brought the file."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common import hooks
from portal.common.hooks import DueItem, NavItem

from .enums import ImportState
from .kinds import registry
from .models import Import
from .notifications import address


@hooks.nav_items.register
def imports_place(request):
    """The list of imports, for whoever may import something in the role that is on."""
    if getattr(request.acting, "role", "") != "admin" or not registry.for_user(request.user):
        return []
    return [
        NavItem(_("Imports"), reverse("admin:imports_import_changelist"), "upload", _("Reference data")),
        NavItem(_("Tables to take out"), reverse("imports:sheets"), "download", _("Reference data")),
    ]


@hooks.due_items.register
def previews(user, acting=None):
    """Files of this person that are compared and wait for a decision."""
    if getattr(acting, "role", "") != "admin":
        return []
    waiting = Import.objects.visible_to(user).filter(by=user, state=ImportState.READY).order_by("ready_at")
    return [
        DueItem(
            title=_("Look at the import “%(file)s” and confirm it") % {"file": run.file_name},
            url=address(run), who=str(run.kind_of.label), started_at=run.ready_at, kind="import", button=_("Look"),
        )
        for run in waiting
    ]  # fmt: skip
