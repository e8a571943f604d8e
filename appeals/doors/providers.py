"""What doors gives to the pages of other apps, and the ear it has for the steps of appeals."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.enums import AppealState
from appeals.models import Appeal
from portal.accounts.enums import Role
from portal.common import hooks
from portal.common.hooks import NavItem

from . import workflow


@receiver(post_save, sender=Appeal, dispatch_uid="doors.record")
def hear(sender, instance, update_fields=None, **kwargs):
    """Every step saves ``state`` by name; the row for the other system stands in the same transaction.

    Rows written in bulk (demo, benchmark) are no steps and tell nobody.
    """
    if instance.external_source and "state" in (update_fields or ()) and instance.state != AppealState.DRAFT:
        workflow.record(instance)


@hooks.nav_items.register
def places(request):
    """The tray and what was given up, for the desk; administrators see the latter."""
    role = getattr(request.acting, "role", "")
    dead = NavItem(_("Callbacks given up"), reverse("doors:dead"), "sync", _("Appeals"))
    if role == Role.ADMIN:
        return [dead]
    if role != Role.DISPATCHER:
        return []
    return [NavItem(_("Tray"), reverse("doors:tray"), "inbox", _("Appeals")), dead]
