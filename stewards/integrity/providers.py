"""What integrity reports give to other pages: a discreet place for contacts, and what is due for readers alone."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.enums import Role
from portal.common import hooks
from portal.common.hooks import DueItem, HomeCard, NavItem
from portal.places.models import District

from . import permissions
from .conditions import OPEN, due_at
from .enums import IntegrityState
from .models import IntegrityReport
from .querysets import city_readers, readers_by_district

#: How many reports stand by themselves among what is due.
MOST = 20


@hooks.nav_items.register
def place(request):
    """For contacts, beside the account: no colour, no number."""
    if getattr(request.acting, "role", "") != Role.CONTACT:
        return []
    return [NavItem(_("Report misconduct"), reverse("integrity:list"), "shield", _("Me"))]


@hooks.due_items.register
def to_read(user, acting=None):
    """For readers: each report that waits for a step, by its number alone."""
    if getattr(acting, "role", "") not in (Role.DISTRICT, Role.CITY) or not permissions.is_reader(user):
        return []
    rows = IntegrityReport.objects.readable_by(user).filter(state__in=OPEN).order_by("created_at", "pk")[:MOST]
    return [
        DueItem(
            title=_("Answer an integrity report") if row.state == IntegrityState.LOOKING
            else _("An integrity report arrived"),
            url=row.get_absolute_url(), who=row.number, kind="integrity", button=_("Read"), due_at=due_at(row),
            started_at=row.created_at,
        )
        for row in rows
    ]  # fmt: skip


@hooks.home_cards.register
def inbox(user, acting=None):
    """For readers: the way to all reports, also when nothing is due."""
    if getattr(acting, "role", "") not in (Role.DISTRICT, Role.CITY) or not permissions.is_reader(user):
        return []
    count = IntegrityReport.objects.readable_by(user).filter(state__in=OPEN).count()
    return [HomeCard(_("Open integrity reports"), count, reverse("integrity:list"))]


@hooks.home_cards.register
def own(user, acting=None):
    """For contacts: the way in on a phone, whose bar has no room for it."""
    if getattr(acting, "role", "") != Role.CONTACT:
        return []
    count = IntegrityReport.objects.filter(reporter=user.pk).count()
    return [HomeCard(_("My integrity reports"), count, reverse("integrity:list"), hint=_("Report misconduct"))]


@hooks.due_items.register
def readers_missing(user, acting=None):
    """For the administrator: districts in which nobody, and nobody of the city either, may read such reports."""
    if getattr(acting, "role", "") != Role.ADMIN or city_readers():
        return []
    count = District.objects.exclude(pk__in=readers_by_district()).count()
    if not count:
        return []
    title = ngettext(
        "In %(count)s district nobody may read integrity reports",
        "In %(count)s districts nobody may read integrity reports", count,
    )  # fmt: skip
    url = f"{reverse('admin:accounts_user_changelist')}?memberships__role__exact=district"
    who = _("Give the permission to a district lead, or to the city lead")
    return [DueItem(title=title % {"count": count}, url=url, who=who, kind="integrity", button=_("Look"))]
