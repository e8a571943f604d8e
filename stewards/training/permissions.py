"""Who looks at training, who learns, and who publishes for whom (guideline art. 6)."""

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city

from .querysets import LEADING, SERVING


def can_look(user):
    """Everybody who serves, and everybody who leads those who do."""
    return has_role(user, *SERVING, *LEADING)


def can_learn(user):
    """Stewards, liaison officers and general stewards enrol, read and answer tests."""
    return has_role(user, *SERVING)


def can_publish(user):
    """District leads publish for their district, city leads for the city."""
    return has_role(user, Role.CITY) or bool(district_codes(user, Role.DISTRICT))


def can_edit(user, course):
    """Whoever publishes for the district, or for the city where the course is the city's."""
    if course.district_id is None:
        return has_role(user, Role.CITY)
    return course.district_id in district_codes(user, Role.DISTRICT)


def can_organise(user, session):
    """Who runs the session, and whoever publishes its course."""
    return session.leader_id == user.pk or can_edit(user, session.course)


def can_see_progress(user):
    """Whoever leads those who learn: the general steward of the unit, the district, the city, the leader."""
    return sees_city(user) or has_role(user, Role.GENERAL, Role.DISTRICT)


def can_export_progress(user):
    """They take the rows out as well; the leader reads only."""
    return has_role(user, Role.GENERAL, Role.DISTRICT, Role.CITY)


def own_district(user):
    """Where a new course is published: the district that the person leads, None for the city."""
    return None if has_role(user, Role.CITY) else min(district_codes(user, Role.DISTRICT), default=None)
