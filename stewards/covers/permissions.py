"""Who decides on covers: the general steward of the unit, alone (guideline art. 10)."""

from portal.accounts.enums import Role
from portal.accounts.permissions import has_role, sees_city, unit_ids


def can_decide(user, steward):
    """The general steward of the steward's unit."""
    return steward.unit_id in unit_ids(user, Role.GENERAL)


def can_plan(user):
    """Whether the person leads a unit at all."""
    return has_role(user, Role.GENERAL)


def can_list(user):
    """Those who serve see their own covers, those who lead the ones of their unit or district."""
    return sees_city(user) or has_role(user, Role.STEWARD, Role.GENERAL, Role.DISTRICT)
