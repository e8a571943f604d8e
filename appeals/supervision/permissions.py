"""*Who may*: pure predicates, one per button. Enterprises and their stewards have no part in it."""

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, unit_ids

from .querysets import ANSWERING

#: Who raises and judges orders.
DECIDING = (Role.DISPATCHER, Role.DISTRICT, Role.CITY)


def can_list(user):
    """Units that answer, those who decide, and the leader, who reads."""
    return has_role(user, Role.HANDLER, Role.LEADER, *DECIDING)


def can_list_stuck(user):
    """Those who can give a stuck case a way out, and the leader, who reads."""
    return has_role(user, Role.LEADER, *DECIDING)


def can_raise(user, appeal):
    """The desk, the city lead, and the lead of the enterprise's district."""
    if has_role(user, Role.DISPATCHER, Role.CITY):
        return True
    return appeal.enterprise.service_district_id in district_codes(user, Role.DISTRICT)


def can_reply(user, order):
    """Whoever works for the respondent unit, or for the one that took it over."""
    return order.unit_id in unit_ids(user, *ANSWERING)


def can_judge(user, order):
    """Whoever could have raised it, but never somebody of the unit that answers."""
    return can_raise(user, order.appeal) and order.unit_id not in unit_ids(user, *ANSWERING, Role.DISTRICT)


can_accept = can_send_back = can_withdraw = can_judge


def can_export(user):
    """Whoever works with orders takes rows out, with a reason; the leader reads only."""
    return has_role(user, Role.HANDLER, *DECIDING)
