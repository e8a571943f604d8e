"""What covers give to other pages: their place, absences without a cover, and the deputy on an enterprise's page."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.models import Absence
from portal.accounts.permissions import unit_ids
from portal.common import hooks
from portal.common.hooks import DueItem, NavItem, Section
from portal.common.templatetags.words import day_bare
from stewards.models import Assignment

from .models import Cover

#: How long before an absence a cover is due.
NOTICE = timedelta(days=7)
#: How many absences stand among what is due.
MOST = 20


@hooks.nav_items.register
def places(request):
    """The covers of the unit, for the general steward."""
    if getattr(request.acting, "role", "") != Role.GENERAL:
        return []
    return [NavItem(_("Covers"), reverse("covers:list"), "swap", _("Today"))]


@hooks.due_items.register
def uncovered(user, acting=None):
    """Absences of stewards who serve somebody, today or within a week, for which nobody stands in."""
    if getattr(acting, "role", "") != Role.GENERAL:
        return []
    today = timezone.localdate()
    serving = Assignment.objects.open().filter(steward__user=OuterRef("user"))
    meeting = {"started_on__lte": OuterRef("ended_on"), "ended_on__gte": OuterRef("started_on")}
    covered = Cover.objects.filter(steward__user=OuterRef("user"), ended_at=None, **meeting)
    rows = Absence.objects.filter(
        Exists(serving), ~Exists(covered), cancelled_at=None, ended_on__gte=today, started_on__lte=today + NOTICE,
        user__steward__unit__in=unit_ids(user, Role.GENERAL), user__steward__ended_on=None,
    )  # fmt: skip
    rows = rows.annotate(staff_no=F("user__steward__staff_no")).select_related("user").order_by("started_on", "pk")
    return [_uncovered_item(one) for one in rows[:MOST]]


def _uncovered_item(one):
    query = {"steward": one.staff_no, "from": one.started_on.isoformat(), "until": one.ended_on.isoformat()}
    return DueItem(
        title=_("Nobody stands in for %(name)s") % {"name": one.user.name}, kind="cover", button=_("Plan a cover"),
        who=f"{day_bare(one.started_on)} – {day_bare(one.ended_on)}", url=f"{reverse('covers:new')}?{urlencode(query)}",
    )  # fmt: skip


@hooks.enterprise_sections.register
def deputy_section(user, enterprise):
    """Who stands in for the enterprise's steward today, for whoever sees the enterprise."""
    served = Assignment.objects.open().filter(enterprise=enterprise).values("steward")
    covers = list(Cover.objects.running().filter(steward__in=served).for_list())
    return [Section(_("Deputy"), "covers/_of_enterprise.html", {"covers": covers})] if covers else []
