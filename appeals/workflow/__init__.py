"""Every step of a case. One function a step: lock, check, change, log, notify, in one transaction."""

from .asking import ask, go_on_unanswered, take_back_question
from .desk import add_joint, arbitrate, claim, dispatch, recall, release, take_over
from .following import record_follow_up, record_recheck
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
from .promising import decide_extension, next_limit, request_extension, set_next_date
from .rating import close_unrated, rate, reopen

__all__ = [
    "accept",
    "add_joint",
    "add_note",
    "arbitrate",
    "ask",
    "change_unit",
    "claim",
    "claims_of",
    "close_silent",
    "close_unrated",
    "decide_extension",
    "decline",
    "discard",
    "dispatch",
    "drop_owner",
    "go_on_unanswered",
    "next_limit",
    "pass_claim",
    "post_progress",
    "rate",
    "recall",
    "record_contact",
    "record_follow_up",
    "record_recheck",
    "release",
    "release_claims",
    "remind",
    "reopen",
    "reply",
    "request_extension",
    "resubmit",
    "return_for_completion",
    "return_to_desk",
    "save_draft",
    "set_next_date",
    "set_owner",
    "start_draft",
    "submit",
    "supplement",
    "take_back_question",
    "take_on",
    "take_over",
    "take_over_late_reviews",
    "withdraw",
]
