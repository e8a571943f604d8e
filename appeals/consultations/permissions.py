"""Who calls a consultation, answers for a unit, and writes the minutes: pure predicates."""

from appeals.enums import HandlingState
from appeals.permissions import is_desk, works_for
from enterprises.permissions import is_contact
from portal.accounts.enums import Role
from portal.accounts.permissions import unit_ids


def leads(user, appeal):
    """Whether the person handles the case for its lead unit."""
    return any(row.is_lead and works_for(user, row) for row in appeal.handlings.all())


def can_call(user, appeal):
    """The lead unit and the desk; they also change it, call it off and write the minutes."""
    return leads(user, appeal) or is_desk(user)


def can_answer(user, seat):
    """Handlers of the unit that is invited."""
    return seat.unit_id in unit_ids(user, Role.HANDLER)


def reads(user, appeal):
    """Offices of the case; whoever speaks for the enterprise reads only that they met."""
    works = any(works_for(user, row) for row in appeal.handlings.all() if row.state != HandlingState.RETURNED)
    return not is_contact(user, appeal.enterprise) and (works or is_desk(user) or bool(user.grants))
