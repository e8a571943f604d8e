"""What doors gives to the pages of other apps, and the ear it has for the steps of appeals."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals import deadlines
from appeals.enums import AppealState, PromiseKind
from appeals.models import Appeal
from portal.accounts.enums import Role
from portal.common import hooks
from portal.common.hooks import DueItem, NavItem

from . import workflow
from .models import TrayItem


@receiver(post_save, sender=Appeal, dispatch_uid="doors.record")
def hear(sender, instance, update_fields=None, **kwargs):
    """Every step saves ``state`` by name; the row for the other system stands in the same transaction.

    Rows written in bulk (demo, benchmark) are no steps and tell nobody.
    """
    if instance.external_source and "state" in (update_fields or ()) and instance.state != AppealState.DRAFT:
        workflow.record(instance)


#: How many cases of the tray stand among what is due.
MOST = 20


@hooks.due_items.register
def waiting(user, acting=None):
    """What waits in the tray, by the time that a review has: for the desk."""
    if getattr(acting, "role", "") != Role.DISPATCHER:
        return []
    rows = list(TrayItem.objects.visible_to(user).waiting().for_list()[:MOST])
    if not rows:
        return []
    limit = deadlines.limit_for(PromiseKind.REVIEW, on=timezone.localdate())
    return [
        DueItem(
            title=row.title, who=row.enterprise_name, url=row.get_absolute_url(), started_at=row.received_at,
            due_at=deadlines.due_at(limit, row.received_at), kind="tray", button=_("Find the enterprise"),
        )
        for row in rows
    ]  # fmt: skip


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
