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
from .visits import add, correct, finish, log

__all__ = [
    "add",
    "appoint",
    "appoint_liaison",
    "assign",
    "correct",
    "disband",
    "dismiss_liaison",
    "end",
    "end_all",
    "finish",
    "full_sentence",
    "log",
    "move",
    "rehome",
    "relieve",
    "replace_liaison",
    "retire",
    "room_in",
    "sentence_when_full",
    "transfer",
]
