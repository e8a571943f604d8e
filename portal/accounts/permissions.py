"""Who a person is today: pure questions about memberships in force (``user.grants``)."""

from .enums import Role

#: Roles that see the whole city.
CITY_WIDE = frozenset({Role.CITY, Role.LEADER})


def has_role(user, *roles):
    """Whether the person holds one of the roles today, in any unit."""
    return any(grant.role in roles for grant in getattr(user, "grants", ()))


def unit_ids(user, *roles):
    """Ids of the units in which the person holds one of the roles today, and of the closed ones that these took over.

    What a merged unit did stays within sight of those who answer for it now.
    """
    found = set()
    for grant in getattr(user, "grants", ()):
        if grant.role in roles and grant.unit_id:
            found |= {grant.unit_id, *getattr(grant, "merged_units", ())}
    return found


def units(user, *roles):
    """The units in which the person holds one of the roles today."""
    return [grant.unit for grant in getattr(user, "grants", ()) if grant.role in roles and grant.unit_id]


def district_codes(user, *roles):
    """Codes of the districts of the units in which the person holds one of the roles today."""
    found = (grant.unit for grant in getattr(user, "grants", ()) if grant.role in roles and grant.unit_id)
    return {unit.district_id for unit in found if unit.district_id}


def sees_city(user):
    """Whether the person sees every district (city lead and leader)."""
    return has_role(user, *CITY_WIDE)


def can_manage_absence(user, absence):
    """One's own absences, and those of the people one leads (``visible_to`` has found it)."""
    return absence.user_id == user.pk or leads_people(user)


def leads_people(user):
    """General stewards and district leads: they change the absences of their people, and read the notes."""
    return has_role(user, Role.GENERAL, Role.DISTRICT)


def can_list_absences(user):
    """Whoever leads people, and handlers for their colleagues: somebody who falls ill enters nothing himself."""
    return leads_people(user) or has_role(user, Role.HANDLER)
