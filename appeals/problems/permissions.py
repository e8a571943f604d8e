"""Who may gather common problems, answer them, publish answers, open windows and pass cases up: pure predicates."""

from enterprises.permissions import is_contact
from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids

from ..enums import HandlingState


def can_publish(user):
    """The desk publishes and withdraws answers."""
    return has_role(user, Role.DISPATCHER)


def can_read_answers(user):
    """Whoever is here in some role."""
    return has_role(user, *Role.values)


def can_list_problems(user):
    """Those who gather, lead or answer."""
    return sees_city(user) or has_role(user, Role.DISPATCHER, Role.DISTRICT, Role.HANDLER)


def can_gather(user):
    """The desk, the city lead, and a district lead in the own district."""
    return has_role(user, Role.DISPATCHER, Role.CITY, Role.DISTRICT)


def can_manage(user, problem):
    """Whoever gathers, within the own district where it is a district lead."""
    if has_role(user, Role.DISPATCHER, Role.CITY):
        return True
    return problem.district_id is not None and problem.district_id in district_codes(user, Role.DISTRICT)


def can_answer(user, problem):
    """A handler of the lead unit."""
    return problem.lead_unit_id in unit_ids(user, Role.HANDLER)


def can_see_similar(user, appeal):
    """Staff who may see the case; never the enterprise."""
    return has_role(user, *(role for role in Role if role not in (Role.CONTACT, Role.ADMIN))) and not is_contact(
        user, appeal.enterprise
    )


def can_export(user):
    """Whoever gathers takes rows out, with a reason; the leader reads only."""
    return can_gather(user)


def can_manage_windows(user):
    """Themed windows are opened by the desk and the city lead."""
    return has_role(user, Role.DISPATCHER, Role.CITY)


def can_pass_up(user, appeal):
    """A handler of a unit of the case, or the desk."""
    if has_role(user, Role.DISPATCHER):
        return True
    units = unit_ids(user, Role.HANDLER)
    return any(row.unit_id in units and row.state != HandlingState.RETURNED for row in appeal.handlings.all())


def can_list_passed_up(user):
    """Those who work on cases or answer for them; the enterprise reads it on its case."""
    return sees_city(user) or has_role(user, Role.DISPATCHER, Role.HANDLER, Role.DISTRICT)
