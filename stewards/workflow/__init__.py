"""Every write of this app: who serves whom, and what those who serve record."""

from .assignments import (
    appoint,
    appoint_liaison,
    assign,
    disband,
    dismiss_liaison,
    end,
    end_all,
    full_sentence,
    move,
    rehome,
    relieve,
    replace_liaison,
    retire,
    room_in,
    sentence_when_full,
    transfer,
)
from .check_ins import check_in, code_for, make_code, round_positions, take_point
from .late import tell_of_late_contacts
from .visits import add, correct, finish, log, promise

__all__ = [
    "add",
    "appoint",
    "appoint_liaison",
    "assign",
    "check_in",
    "code_for",
    "correct",
    "disband",
    "dismiss_liaison",
    "end",
    "end_all",
    "finish",
    "full_sentence",
    "log",
    "make_code",
    "move",
    "promise",
    "rehome",
    "relieve",
    "replace_liaison",
    "retire",
    "room_in",
    "round_positions",
    "sentence_when_full",
    "take_point",
    "tell_of_late_contacts",
    "transfer",
]
