"""Who may do what with an enterprise: pure predicates, one per button."""

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids

from .enums import AccessReason
from .models import EnterpriseAccess


def access_reasons(user, enterprise):
    """Why this person may reach this enterprise today: a set of :class:`AccessReason` (one query, kept on the user)."""
    cache = user.__dict__.setdefault("_access_reasons", {})
    if enterprise.pk not in cache:
        rows = EnterpriseAccess.objects.in_force().filter(user=user.pk, content_object=enterprise.pk)
        cache[enterprise.pk] = set(rows.values_list("reason", flat=True))
    return cache[enterprise.pk]


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
    return has_role(user, Role.GENERAL, Role.DISTRICT, Role.CITY, Role.ADMIN)


def can_list(user):
    """Everybody who serves or supervises more than one enterprise; a contact has the page of its own."""
    return (
        sees_city(user)
        or bool(district_codes(user, Role.DISTRICT))
        or has_role(user, Role.GENERAL, Role.STEWARD, Role.LIAISON, Role.DISPATCHER, Role.ADMIN)
    )
