"""Who may read, write, acknowledge and pass on information reports: pure predicates, one per button."""

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city
from stewards.permissions import can_log_visit, has_workbench


def can_list(user):
    """Whoever serves, leads or supervises, and the units to which reports are passed on; never an enterprise."""
    return has_workbench(user) or sees_city(user) or has_role(user, Role.DISTRICT, Role.HANDLER)


def can_write(user):
    """Stewards, their liaison officers and the general steward write."""
    return has_workbench(user)


def can_write_of(user, enterprise):
    """Of the enterprises that one serves today, or whose unit one leads."""
    return can_log_visit(user, enterprise)


def can_add_to(user, report):
    """The author, or whoever serves the enterprise today."""
    return report.author_id == user.pk or can_log_visit(user, report.enterprise)


def can_acknowledge(user, report):
    """The lead of the district that serves the enterprise."""
    return report.enterprise.service_district_id in district_codes(user, Role.DISTRICT)


def can_pass_on(user, report):
    """Whoever acknowledges decides who else should know."""
    return can_acknowledge(user, report)


def can_export(user):
    """Leads take rows out, with a reason; the leader reads only."""
    return has_role(user, Role.GENERAL, Role.DISTRICT, Role.CITY)
