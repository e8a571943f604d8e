"""Who may see and change who serves whom."""

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city


def can_list(user):
    """Stewards are listed for whoever leads them: unit, district, city, and the administrator."""
    return sees_city(user) or has_role(user, Role.GENERAL, Role.DISTRICT, Role.ADMIN)


def can_assign(user, enterprise):
    """Permanent changes are put in force by the district lead (guideline art. 10)."""
    return enterprise.is_key and enterprise.service_district_id in district_codes(user, Role.DISTRICT)


def has_workbench(user):
    """Stewards, their liaison officers and the general steward work from the workbench."""
    return has_role(user, Role.STEWARD, Role.LIAISON, Role.GENERAL)
