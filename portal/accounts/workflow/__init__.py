"""Every change of people, roles, units and absences. One function a step, in one transaction."""

from .absences import add_absence, cancel_absence, change_absence, end_absence
from .people import deactivate, end_sessions, reactivate
from .roles import choose_language, close_role, end_roles, move_roles, open_role
from .units import close, hand_street, merge, save_unit, set_parent

__all__ = [
    "add_absence",
    "cancel_absence",
    "change_absence",
    "choose_language",
    "close",
    "close_role",
    "deactivate",
    "end_absence",
    "end_roles",
    "end_sessions",
    "hand_street",
    "merge",
    "move_roles",
    "open_role",
    "reactivate",
    "save_unit",
    "set_parent",
]
