"""Whom stewards and those who lead them bring into the portal, and the figures and places that show it.

Stewards and deputies their enterprises' contacts, a general steward the contacts of the unit's enterprises, a district
lead the stewards of the district with their liaison officers and general stewards, an administrator everybody.
"""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from enterprises.enums import AccessReason
from enterprises.models import Contact, Enterprise, EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.accounts.permissions import district_codes, has_role, unit_ids
from portal.common import hooks
from portal.common.hooks import HomeCard, Section
from portal.common.querysets import is_any_of
from portal.onboarding.circles import Circle, Place, circle_of, circles
from portal.onboarding.enums import Purpose
from portal.onboarding.models import Confirmation
from portal.onboarding.tables import buttons, sent_words

SERVING = (AccessReason.STEWARD, AccessReason.DEPUTY)
STAFF = (Role.STEWARD, Role.LIAISON, Role.GENERAL)


def _enterprises(user):
    """Ids of the enterprises whose contacts the person brings in: served today, or of a unit that the person leads.

    A union, so that both halves are found by their own index.
    """
    served = EnterpriseAccess.objects.in_force().filter(user=user.pk, reason__in=SERVING).values("content_object")
    if units := unit_ids(user, Role.GENERAL):
        return served.union(Enterprise.objects.filter(local_unit__in=units).values("pk"))
    return served


@circles.register
def contacts(user):
    """Contacts of the enterprises that one serves, or whose unit one leads."""
    if not has_role(user, Role.STEWARD, Role.GENERAL):
        return []
    speaking = Contact.objects.current().filter(is_any_of("enterprise", _enterprises(user)))
    people = User.objects.filter(is_any_of("pk", speaking.values("user")), is_active=True)

    def places(ids):
        rows = speaking.filter(user__in=ids).select_related("enterprise__local_unit")
        return {row.user_id: _place(row.enterprise) for row in rows.order_by("-pk")}

    return [Circle("contacts", _("Contacts of my enterprises"), people, places)]


def _place(enterprise):
    url = reverse("enterprises:detail", args=[enterprise.uscc])
    return Place(enterprise=enterprise.name, unit=str(enterprise.local_unit or ""), url=url)


@circles.register
def staff(user):
    """Stewards, liaison officers and general stewards of the district that one leads."""
    if not (districts := district_codes(user, Role.DISTRICT)):
        return []
    serving = Membership.objects.in_force().filter(role__in=STAFF, unit__district__in=districts)
    people = User.objects.filter(is_active=True, pk__in=serving.values("user"))
    return [Circle("stewards", _("Stewards of my district"), people, _units)]


@circles.register
def everybody(user):
    """Everybody, for the administrator; stewards have a list of their own."""
    if not has_role(user, Role.ADMIN):
        return []
    serving = Membership.objects.in_force().filter(role__in=STAFF)
    stewards = User.objects.filter(is_active=True, pk__in=serving.values("user"))
    return [
        Circle("stewards", _("Stewards of the city"), stewards, _units),
        Circle("everybody", _("Everybody with an account"), User.objects.filter(is_active=True), _units_or_firms),
    ]


def _units(ids):
    rows = Membership.objects.in_force().filter(user__in=ids).exclude(unit=None).select_related("unit").order_by("-pk")
    return {row.user_id: Place(unit=str(row.unit)) for row in rows}


def _units_or_firms(ids):
    rows = Contact.objects.current().filter(user__in=ids).select_related("enterprise__local_unit").order_by("-pk")
    return _units(ids) | {row.user_id: _place(row.enterprise) for row in rows}


# --- Figures and places ----------------------------------------------------------------------------------------------
#: The circle that stands on the home page of a role.
ON_HOME = {Role.STEWARD: "contacts", Role.GENERAL: "contacts", Role.DISTRICT: "stewards", Role.ADMIN: "stewards"}


@hooks.home_cards.register
def activated(user, acting=None):
    """How many of those in one's care have activated; it opens those who have not."""
    circle = circle_of(user, key) if (key := ON_HOME.get(getattr(acting, "role", ""))) else None
    if circle is None:
        return []
    found = circle.people.aggregate(all=Count("pk"), active=Count("pk", filter=Q(activated_at__isnull=False)))
    return [figure(circle.key, found["all"], found["active"])]


def figure(key, number, active):
    """So many of the people of a circle have activated; it opens those who have not."""
    label = _("Contacts activated") if key == "contacts" else _("Stewards activated")
    waiting = number - active
    hint = _("%(count)s still have to") % {"count": f"{waiting:,}"} if waiting else _("everybody has")
    return HomeCard(label, f"{active:,} / {number:,}", f"{reverse('onboarding:people')}?circle={key}", hint)


@hooks.enterprise_sections.register
def accounts_section(user, enterprise):
    """The contacts' accounts and the buttons that bring them in, for those who may."""
    if not has_role(user, Role.STEWARD, Role.GENERAL):
        return []
    mine = Contact.objects.current().filter(enterprise__in=_enterprises(user))
    rows = mine.filter(enterprise=enterprise).select_related("user").order_by("-is_first", "pk")
    if not (people := [row.user for row in rows if row.user.is_active]):
        return []
    last = {row.person_id: row for row in Confirmation.objects.sent_for(people, Purpose.ACTIVATE)}
    context = {
        "rows": [
            (person, sent_words(last[person.pk]) if person.pk in last else "", buttons(person)) for person in people
        ],
        "active": sum(person.activated_at is not None for person in people),
        "here": reverse("enterprises:detail", args=[enterprise.uscc]),
    }
    return [Section(_("Accounts of the contacts"), "onboarding/_of_enterprise.html", context)]
