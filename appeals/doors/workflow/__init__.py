"""What happens at the door: clients and their keys, what they pass on, the tray, and what they are told."""

from .clients import issue_key, register, revoke
from .enclosures import forget_mails, kept_file
from .intake import add_message, answered, find, receive, take_in, take_in_new
from .mailbox import STEPS as MAIL_STEPS
from .mailbox import note_reading, put_aside, put_into_tray, take
from .outgoing import claim, delivered, failed, give_back, number, record, replay
from .remembering import allow, tidy, use_once
from .tray import assign, enter, refuse

__all__ = [
    "MAIL_STEPS",
    "add_message",
    "allow",
    "answered",
    "assign",
    "claim",
    "delivered",
    "enter",
    "failed",
    "find",
    "forget_mails",
    "give_back",
    "issue_key",
    "kept_file",
    "note_reading",
    "number",
    "put_aside",
    "put_into_tray",
    "receive",
    "record",
    "refuse",
    "register",
    "replay",
    "revoke",
    "take",
    "take_in",
    "take_in_new",
    "tidy",
    "use_once",
]
