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
from .moving import change_unit, claims_of, drop_owner, pass_claim, release_claims
from .periodic import close_silent, remind, take_over_late_reviews
from .rating import close_unrated, rate, reopen

__all__ = [
    "accept",
    "add_joint",
    "add_note",
    "change_unit",
    "claim",
    "claims_of",
    "close_silent",
    "close_unrated",
    "decline",
    "discard",
    "dispatch",
    "drop_owner",
    "pass_claim",
    "post_progress",
    "rate",
    "recall",
    "record_contact",
    "release",
    "release_claims",
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
