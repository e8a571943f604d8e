"""What changes in the registry: its facts, who speaks for an enterprise, and firms that ask to be let in."""

from .contacts import add_colleague, add_contact, change_position, end_contact, hand_over_first, lock
from .people import invite
from .registration import (
    approve,
    ask,
    complete,
    keep_licence,
    reassign,
    refuse,
    register_contact,
    register_firm,
    tidy,
    withdraw,
)
from .registry import entrust, is_served, locate, refresh_derived, register, set_level

__all__ = [
    "add_colleague",
    "add_contact",
    "approve",
    "ask",
    "change_position",
    "complete",
    "end_contact",
    "entrust",
    "hand_over_first",
    "invite",
    "is_served",
    "keep_licence",
    "locate",
    "lock",
    "reassign",
    "refresh_derived",
    "refuse",
    "register",
    "register_contact",
    "register_firm",
    "set_level",
    "tidy",
    "withdraw",
]
