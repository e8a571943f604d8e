from portal.accounts.enums import Role
from portal.accounts.permissions import has_role


def can_list(user):
    """The desk works with the rules; the city lead and leaders read them."""
    return has_role(user, Role.DISPATCHER, Role.CITY, Role.LEADER)


def can_see_returns(user):
    """The desk and whoever leads; of the cases that each may see, so a district lead of the own district's."""
    return has_role(user, Role.DISPATCHER, Role.DISTRICT, Role.CITY, Role.LEADER)


def can_make(user):
    """Rules are the desk's (product: a ruling becomes a routing rule)."""
    return has_role(user, Role.DISPATCHER)


can_end = can_make
