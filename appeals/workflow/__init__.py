"""Every step of a case. One function a step: lock, check, change, log, notify, in one transaction."""

from .desk import add_joint, claim, dispatch, recall, release, take_over
from .handling import add_note, post_progress, record_contact, reply, return_to_desk, set_owner, take_on
from .intake import (
    accept,
    decline,
    discard,
    resubmit,
    return_for_completion,
    save_draft,
    start_draft,
    submit,
    supplement,
    withdraw,
)
from .periodic import close_silent, remind, take_over_late_reviews
from .rating import close_unrated, rate, reopen

__all__ = [
    "accept",
    "add_joint",
    "add_note",
    "claim",
    "close_silent",
    "close_unrated",
    "decline",
    "discard",
    "dispatch",
    "post_progress",
    "rate",
    "recall",
    "record_contact",
    "release",
    "remind",
    "reopen",
    "reply",
    "resubmit",
    "return_for_completion",
    "return_to_desk",
    "save_draft",
    "set_owner",
    "start_draft",
    "submit",
    "supplement",
    "take_on",
    "take_over",
    "take_over_late_reviews",
    "withdraw",
]
