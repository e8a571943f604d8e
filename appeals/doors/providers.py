"""What doors gives to the pages of other apps, and the ear it has for the steps of appeals."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals import deadlines
from appeals.enums import AppealState, Channel, PromiseKind
from appeals.models import Appeal
from appeals.permissions import is_desk, works_for
from portal.accounts.enums import Role
from portal.common import hooks
from portal.common.hooks import DueItem, NavItem, Section

from . import workflow
from .models import Callback, Caller, TrayItem


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


@hooks.due_items.register
def given_up(user, acting=None):
    """Callbacks that were given up, as one item: for the desk and administrators, so that none is dead in silence."""
    if getattr(acting, "role", "") not in (Role.DISPATCHER, Role.ADMIN):
        return []
    dead = Callback.objects.visible_to(user).dead().order_by("changed_at").select_related("client").first()
    if dead is None:
        return []
    return [
        DueItem(
            title=_("Callbacks were given up"), who=dead.client.name, url=reverse("doors:dead"),
            started_at=dead.changed_at, kind="callback", button=_("See which"),
        )
    ]  # fmt: skip


@hooks.case_sections.register
def origin(user, appeal):
    """Where a case came from and who called, for the desk and the units that handle it; nobody else asks anything."""
    if not (is_desk(user) or any(works_for(user, row) for row in appeal.handlings.all())):
        return []
    by_voice = appeal.channel in (Channel.PHONE, Channel.WALK_IN)
    caller = Caller.objects.visible_to(user).filter(appeal=appeal).first() if by_voice else None
    if caller is None and not appeal.external_number:
        return []
    return [Section(_("How it came in"), "doors/_of_case.html", {"caller": caller, "case": appeal})]


@hooks.callers_of_case.register
def callers(appeal):
    """The number that the caller left."""
    return list(Caller.objects.filter(appeal=appeal).exclude(phone="").values_list("phone", flat=True))


@hooks.nav_items.register
def places(request):
    """The tray and what was given up, for the desk; administrators see the latter."""
    role = getattr(request.acting, "role", "")
    dead = NavItem(_("Callbacks given up"), reverse("doors:dead"), "sync", _("Appeals"))
    if role == Role.ADMIN:
        return [dead]
    if role != Role.DISPATCHER:
        return []
    counter = NavItem(_("Telephone and counter"), reverse("doors:take_in"), "phone", _("Appeals"))
    tray = NavItem(_("Tray"), reverse("doors:tray"), "inbox", _("Appeals"))
    return [counter, tray, NavItem(_("Mailbox"), reverse("doors:mailbox"), "mail", _("Appeals")), dead]
