"""Who looks after the doors: the desk what came in, the desk and administrators what did not go out."""

from appeals.permissions import is_desk
from portal.accounts.enums import Role
from portal.accounts.permissions import has_role

can_sort = can_take_in = can_read_mailbox = is_desk


def can_replay(user):
    """See and send again what was given up."""
    return has_role(user, Role.DISPATCHER, Role.ADMIN)
