"""Who may do what with an enterprise: pure predicates, one per button."""

from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids

from .conditions import has_general_steward
from .enums import AccessReason, RegistrationKind
from .models import EnterpriseAccess


def access_reasons(user, enterprise):
    """Why this person may reach this enterprise today: a set of :class:`AccessReason`."""
    return {row.reason for row in held(user) if row.content_object_id == enterprise.pk}


def held(user):
    """The rows of access that the person has today, each with its enterprise, by name (one query, kept on the user)."""
    if "_held_access" not in user.__dict__:
        rows = EnterpriseAccess.objects.in_force().filter(user=user.pk).select_related("content_object")
        user.__dict__["_held_access"] = list(rows.order_by("content_object__name", "content_object", "pk"))
    return user.__dict__["_held_access"]


def is_contact(user, enterprise):
    """Whether the person speaks for the enterprise."""
    return AccessReason.CONTACT in access_reasons(user, enterprise)


def serves(user, enterprise):
    """Whether the person is the enterprise's steward, or deputises today."""
    return bool({AccessReason.STEWARD, AccessReason.DEPUTY} & access_reasons(user, enterprise))


def can_see_phone(user, enterprise):
    """Telephone numbers are masked except for whom the case needs (product rule 8)."""
    return (
        bool(access_reasons(user, enterprise))
        or has_role(user, Role.DISPATCHER)
        or enterprise.local_unit_id in unit_ids(user, Role.GENERAL)
    )


def can_export(user):
    """Leads, general stewards and administrators take rows out, with a reason."""
    return has_role(user, Role.GENERAL, Role.DISTRICT, Role.CITY, Role.ADMIN) and can_list(user)


def can_export_in_full(user):
    """Telephone numbers and e-mail leave the portal with whoever answers for the roster: district, city, admin."""
    return has_role(user, Role.CITY, Role.ADMIN) or bool(district_codes(user, Role.DISTRICT))


def exportable_in_full(user, enterprises):
    """Those of ``enterprises`` (a query set) whose roster rows the person may take out unmasked."""
    if has_role(user, Role.CITY, Role.ADMIN):
        return enterprises
    return enterprises.filter(service_district__in=district_codes(user, Role.DISTRICT))


def led_districts(user):
    """Codes of the districts whose key enterprises the person gives to stewards (guideline art. 10)."""
    return district_codes(user, Role.DISTRICT)


def can_list(user):
    """Everybody who serves or supervises more than one enterprise; a contact has the page of its own."""
    return (
        sees_city(user)
        or bool(district_codes(user, Role.DISTRICT))
        or has_role(user, Role.GENERAL, Role.STEWARD, Role.LIAISON, Role.DISPATCHER, Role.ADMIN)
    )


# --- Contacts and registrations --------------------------------------------------------------------------------------
def main_contact(enterprise, *, active=True):
    """The enterprise's main contact, or None; with ``active`` only one who has got into the portal and may sign in."""
    first = enterprise.contacts.current().filter(is_first=True).select_related("user").first()
    if first and active and not is_reachable(first.user):
        return None
    return first


def is_reachable(person):
    """Whether somebody can act in the portal: an open account that was used or activated at least once."""
    return person.is_active and bool(person.activated_at or person.last_login)


def is_main_contact(user, enterprise):
    """Whether the person is the enterprise's main contact today."""
    return is_contact(user, enterprise) and any(
        row.user_id == user.pk for row in enterprise.contacts.current().filter(is_first=True)
    )


def can_manage_contacts(user, enterprise):
    """The main contact; beside it who serves the enterprise, its general steward, and the administrator.

    Where no local unit is in charge the district lead is (以条为主、街镇托底).
    """
    return (
        is_main_contact(user, enterprise)
        or serves(user, enterprise)
        or has_role(user, Role.ADMIN)
        or _in_charge(user, enterprise.local_unit, enterprise.service_district_id)
    )


def _in_charge(user, unit, district_id):
    """General stewards of the unit; the district lead where there is no unit, or nobody is its general steward."""
    if unit and unit.pk in unit_ids(user, Role.GENERAL):
        return True
    return district_id in district_codes(user, Role.DISTRICT) and not has_general_steward(unit)


def can_decide(user, registration):
    """A new firm is decided by the unit in charge; a further contact by the main contact.

    When there is no main contact who can act, or the time limit is over, who serves the enterprise decides, or the
    unit in charge. Nobody decides the own registration.
    """
    if registration.phone == user.phone and registration.applicant == user.name:
        return False
    in_charge = _in_charge(user, registration.unit, registration.district_id)
    if registration.kind == RegistrationKind.FIRM:
        return in_charge
    enterprise = registration.enterprise
    if is_main_contact(user, enterprise):
        return True
    waits = main_contact(enterprise) is not None and timezone.now() <= registration.due_at
    return not waits and (in_charge or serves(user, enterprise))


def can_see_registrations(user):
    """Who checks registrations or leads those who do; stewards look at those of their unit."""
    return has_role(user, Role.GENERAL, Role.STEWARD, Role.DISTRICT, Role.CITY, Role.ADMIN)


def can_see_applicant(user, registration):
    """The applicant's number and address are for who decides; everybody else reads them masked (product rule 8)."""
    return can_decide(user, registration)
