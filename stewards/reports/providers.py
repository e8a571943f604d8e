"""What information reports give to other pages: their place, what is due, and parts of enterprises and visits."""

from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes
from portal.common import hooks
from portal.common.hooks import Act, DueItem, HandoverItem, NavItem, Section

from . import permissions
from .conditions import read_by
from .enums import Urgency
from .models import Report

#: How many reports the pages of an enterprise and of a visit show.
LAST = 3
#: How many urgent reports stand by themselves among what is due.
MOST = 20
#: Reports of how many days go over with an enterprise.
RECENT = timedelta(days=90)
TODAY = (Role.STEWARD, Role.LIAISON, Role.GENERAL, Role.HANDLER)


@hooks.nav_items.register
def places(request):
    """The reports: of those who write them among the day's work, of those who lead beside the registry."""
    role = getattr(request.acting, "role", "")
    if role not in (*TODAY, Role.DISTRICT, Role.CITY, Role.LEADER):
        return []
    group = _("Today") if role in TODAY else _("Registry")
    return [NavItem(_("Information reports"), reverse("reports:list"), "mail", group)]


@hooks.due_items.register
def to_acknowledge(user, acting=None):
    """For the district lead: each urgent report that nobody has read, and in one line how many others."""
    if getattr(acting, "role", "") != Role.DISTRICT:
        return []
    rows = Report.objects.unread().filter(enterprise__service_district__in=district_codes(user, Role.DISTRICT))
    rows = rows.order_by("created_at", "pk")
    urgent = rows.filter(urgency=Urgency.URGENT).select_related("enterprise")[:MOST]
    found = [
        DueItem(
            title=_("Urgent report: %(title)s") % {"title": one.title}, url=one.get_absolute_url(), kind="report",
            who=f"{one.enterprise} · {one.get_kind_display()}", button=_("Read"),
            due_at=read_by(one.created_at, one.urgency), started_at=one.created_at,
        )
        for one in urgent
    ]  # fmt: skip
    return [*found, *_others(rows.filter(urgency=Urgency.NORMAL))]


def _others(rows):
    count, oldest = rows.aggregate(count=Count("pk"), oldest=Min("created_at")).values()
    if not count:
        return []
    title = ngettext("%(count)s information report to read", "%(count)s information reports to read", count)
    return [
        DueItem(
            title=title % {"count": count}, url=f"{reverse('reports:list')}?state=sent&urgency=normal", kind="report",
            button=_("Read"), due_at=read_by(oldest, Urgency.NORMAL), started_at=oldest,
        )
    ]  # fmt: skip


@hooks.enterprise_sections.register
def of_enterprise(user, enterprise):
    """The last reports of the enterprise, for those who serve, lead or supervise; never for the enterprise."""
    if not permissions.can_list(user):
        return []
    rows = Report.objects.visible_to(user).filter(enterprise=enterprise).for_list()[:LAST]
    context = {"reports": rows, "enterprise": enterprise, "may_write": permissions.can_write_of(user, enterprise)}
    return [Section(_("Information reports"), "reports/_of_enterprise.html", context)]


@hooks.visit_sections.register
def of_visit(user, visit):
    """The reports that were made of a visit."""
    if not permissions.can_list(user):
        return []
    rows = list(Report.objects.visible_to(user).filter(from_visit=visit).for_list())
    return [Section(_("Reports from this visit"), "reports/_of_visit.html", {"reports": rows})] if rows else []


@hooks.visit_acts.register
def out_of_visit(user, visit):
    """Make an information report of a visit: by whoever serves the enterprise today."""
    if not permissions.can_write(user) or not permissions.can_write_of(user, visit.enterprise):
        return []
    url = f"{reverse('reports:new')}?visit={visit.pk}&enterprise={visit.enterprise.uscc}"
    return [Act(_("Make an information report of it"), url, "mail")]


@hooks.handover_items.register
def to_hand_over(user, enterprise_ids):
    """What was reported of these enterprises in the last 90 days: the next steward should know it."""
    since = timezone.now() - RECENT
    rows = Report.objects.visible_to(user).filter(enterprise__in=enterprise_ids, created_at__gte=since).for_list()
    return [
        HandoverItem(
            one.enterprise_id, kind=_("information report"), title=f"{one.get_kind_display()} · {one.title}",
            url=one.get_absolute_url(), happened_at=one.created_at,
        )
        for one in rows
    ]  # fmt: skip
