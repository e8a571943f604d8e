"""What stewards add to other pages: the workbench in the navigation, and the button to change a steward."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enterprises.models import Enterprise
from portal.accounts.enums import Role
from portal.accounts.permissions import unit_ids
from portal.common import hooks
from portal.common.hooks import BurdenEntry, DueItem, NavItem, Section, StewardCard
from portal.common.templatetags.words import day_bare

from . import exports, permissions
from .cadence import contacts_of
from .enums import BurdenKind
from .models import Assignment, FollowUp, Steward, Visit
from .models.steward import SLOTS

#: How long before its day a contact stands among what is due.
NOTICE = timedelta(days=14)
#: How many visits the page of an enterprise shows.
LAST = 3
#: How many due items one source gives at most; the list behind it has them all.
MOST = 50


@hooks.nav_items.register
def steward_places(request):
    """The workbench of those who serve; the list of stewards for those who lead them."""
    role = getattr(request.acting, "role", "")
    places = []
    if role in (Role.STEWARD, Role.LIAISON, Role.GENERAL):
        places.append(NavItem(_("Workbench"), reverse("stewards:workbench"), "due", _("Today"), phone=1))
        places.append(NavItem(_("Visits"), reverse("stewards:visits"), "pin", _("Today")))
    if role in (Role.GENERAL, Role.DISTRICT, Role.CITY, Role.LEADER, Role.ADMIN):
        if role != Role.GENERAL:
            places.append(NavItem(_("Visits"), reverse("stewards:visits"), "pin", _("Registry")))
        if role != Role.ADMIN:
            places.append(NavItem(_("Coverage"), reverse("stewards:coverage"), "chart", _("Registry")))
        places.append(NavItem(_("Stewards"), reverse("stewards:list"), "person", _("Registry"), phone=5))
        places.append(NavItem(_("Capacity"), reverse("stewards:capacity"), "chart", _("Registry")))
    return places


@hooks.due_items.register
def unserved(user, acting=None):
    """Key enterprises of the unit that nobody serves, for the general steward (guideline art. 3)."""
    if getattr(acting, "role", "") != Role.GENERAL:
        return []
    served = Assignment.objects.open().filter(enterprise=OuterRef("pk"))
    firms = Enterprise.objects.filter(~Exists(served), local_unit__in=unit_ids(user, Role.GENERAL)).key()
    if not (count := firms.count()):
        return []
    title = ngettext("%(count)s key enterprise has no steward", "%(count)s key enterprises have no steward", count)
    url = f"{reverse('enterprises:list')}?unserved=on"
    return [
        DueItem(title=title % {"count": count}, url=url, who=str(acting.unit or ""), kind="roster", button=_("Look"))
    ]


@hooks.enterprise_sections.register
def assignment_section(user, enterprise):
    """Who serves and served the enterprise, for those who lead stewards."""
    if not permissions.can_list(user):
        return []
    rows = Assignment.objects.filter(enterprise=enterprise).select_related("steward__user", "steward__unit")
    context = {"rows": rows.order_by("-started_at"), "may_assign": permissions.can_assign(user, enterprise),
               "enterprise": enterprise}  # fmt: skip
    return [Section(_("Steward history"), "stewards/_of_enterprise.html", context)]


@hooks.enterprise_sections.register
def visit_section(user, enterprise):
    """The last visits to the enterprise and what is still promised, for those who serve, lead or supervise."""
    if not permissions.can_list_visits(user):
        return []
    visits = Visit.objects.visible_to(user).filter(enterprise=enterprise).for_list()[:LAST]
    promises = FollowUp.objects.open().visible_to(user).filter(visit__enterprise=enterprise).for_list()[:MOST]
    context = {"visits": visits, "promises": promises, "enterprise": enterprise,
               "may_log": permissions.can_log_visit(user, enterprise),
               "may_print": permissions.can_see_poster(user, enterprise)}  # fmt: skip
    return [Section(_("Visits"), "stewards/_visits_of.html", context)]


@hooks.steward_cards.register
def steward_cards(user, enterprises):
    """Who serves these enterprises now, with number, load and unit; linked for those who lead stewards."""
    served = Assignment.objects.open().filter(enterprise__in=enterprises).with_load().with_absence()
    linked = permissions.can_list(user)
    return [
        StewardCard(
            enterprise_id=row.enterprise_id, name=row.steward.user.name, staff_no=row.steward.staff_no, load=row.load,
            cap=SLOTS, unit=str(row.steward.unit), phone=row.steward.user.phone,
            url=reverse("stewards:detail", args=[row.steward.staff_no]) if linked else "",
            away_until=row.away_until,
        )
        for row in served.select_related("steward__user", "steward__unit")
    ]  # fmt: skip


@hooks.steward_names.register
def steward_names():
    """Who serves which enterprise now, for exports."""
    return Assignment.objects.open().values_list("enterprise", "steward__user__name", "steward__staff_no")


@hooks.enterprise_sheets.register
def enterprise_sheets(user):
    """The registry in the columns of a roster, masked and in full."""
    return exports.roster_sheets(user)


@hooks.steward_people.register
def steward_people(staff_no):
    """The person who holds this staff number."""
    return list(Steward.objects.filter(staff_no__iexact=staff_no).values_list("user_id", flat=True))


# --- Contacts and promises -------------------------------------------------------------------------------------------
@hooks.due_items.register
def contacts_due(user, acting=None):
    """The next contacts of whoever serves: first ones after a hand-over, and those whose cadence ends in two weeks.

    A deputy sees those of the steward who is away, a liaison officer those of the stewards helped.
    """
    if getattr(acting, "role", "") not in (Role.STEWARD, Role.LIAISON):
        return []
    soon = timezone.now() + NOTICE
    return [_contact_item(one) for one in contacts_of(user) if one.is_first or one.due_at <= soon]


def _contact_item(one):
    title = _("Make the first contact: %(enterprise)s") if one.is_first else _("Contact %(enterprise)s again")
    last = format_lazy(_("Last contact {day}"), day=day_bare(one.last)) if one.last else _("No contact recorded yet")
    return DueItem(
        title=title % {"enterprise": one.enterprise.name}, kind="contact", button=_("Log a visit"), who=str(last),
        url=f"{reverse('stewards:visit_new')}?enterprise={one.enterprise.uscc}",
        due_at=one.due_at, started_at=one.since,
    )  # fmt: skip


@hooks.due_items.register
def promises_of_visits(user, acting=None):
    """What was promised in visits to the enterprises that the person serves today, the most urgent first."""
    if getattr(acting, "role", "") not in (Role.STEWARD, Role.LIAISON):
        return []
    rows = FollowUp.objects.open().of_served_by(user).for_list()[:MOST]
    return [
        DueItem(
            title=row.text, kind="follow_up", button=_("Done"), who=row.visit.enterprise.name,
            url=reverse("stewards:follow_up_done", args=[row.pk]), due_at=row.due_at, started_at=row.created_at,
        )
        for row in rows
    ]  # fmt: skip


@hooks.burden_entries.register
def visits_made(enterprise_ids, since, until):
    """Every visit, call, meeting and message of those who serve is a contact (无事不扰)."""
    rows = Visit.objects.filter(enterprise__in=enterprise_ids, happened_at__gte=since, happened_at__lt=until)
    return [
        BurdenEntry(
            row.enterprise_id, BurdenKind.CONTACT, str(row.get_mode_display()), row.happened_at, row.author.name,
            reverse("stewards:visit", args=[row.pk]),
        )
        for row in rows.for_list()
    ]  # fmt: skip
