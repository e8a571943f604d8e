"""Every write about appeals with one cause, one function a step."""

from .answers import join, publish, withdraw_answer
from .gathering import add_members, close, gather, remove_member
from .lead_answer import answer, deliver
from .passing import pass_up, record_answer
from .windows import change_window, open_window, start_through

__all__ = [
    "add_members", "answer", "change_window", "close", "deliver", "gather", "join", "open_window", "pass_up",
    "publish", "record_answer", "remove_member", "start_through", "withdraw_answer",
]  # fmt: skip
