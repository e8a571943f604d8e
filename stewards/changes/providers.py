"""What changes give to other pages: places in the navigation, and what is due."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.enums import Role
from portal.common import hooks, workdays
from portal.common.hooks import DueItem, NavItem
from stewards.cadence import first_contact_due, own_contacts

from .models import Proposal

#: How many due items one source gives at most; the list behind it has them all.
MOST = 50
#: Working days within which a proposal is decided. No rule sets a limit: the number is ours.
DAYS_TO_DECIDE = 5


@hooks.nav_items.register
def places(request):
    """The queue for those who decide or supervise, the unit's own proposals for the general steward."""
    role = getattr(request.acting, "role", "")
    if role == Role.GENERAL:
        return [NavItem(_("Proposals"), reverse("changes:own"), "swap", _("Registry"))]
    if role not in (Role.DISTRICT, Role.CITY, Role.LEADER):
        return []
    return [NavItem(_("Approvals"), reverse("changes:approvals"), "swap", _("Registry"))]


@hooks.due_items.register
def decisions(user, acting=None):
    """What waits for the district lead, the oldest first."""
    if getattr(acting, "role", "") != Role.DISTRICT:
        return []
    rows = Proposal.objects.visible_to(user).waiting().for_list().order_by("created_at", "pk")[:MOST]
    return [
        DueItem(
            title=str(row), url=reverse("changes:proposal", args=[row.pk]), who=str(row.unit), kind="proposal",
            button=_("Decide"), due_at=workdays.due_at(row.created_at, DAYS_TO_DECIDE), started_at=row.created_at,
        )
        for row in rows
    ]  # fmt: skip


@hooks.due_items.register
def read_what_was_taken_over(user, acting=None):
    """As long as the first contacts are due: what came with the enterprises."""
    if getattr(acting, "role", "") != Role.STEWARD:
        return []
    since = [one.taken_over_at for one in own_contacts(user) if one.taken_over_at]
    fresh = [one for one in since if first_contact_due(one) >= timezone.now()]
    if not fresh:
        return []
    number = len(fresh)
    title = ngettext(
        "Read what you took over: %(n)d enterprise", "Read what you took over: %(n)d enterprises", number
    )  # fmt: skip
    first = min(fresh)
    return [
        DueItem(
            title=title % {"n": number}, url=reverse("changes:taken_over"), kind="taken_over", button=_("Read"),
            due_at=first_contact_due(first), started_at=first,
        )
    ]  # fmt: skip
