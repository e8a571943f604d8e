"""Every step of training: courses and their sessions, places in them, and what people learned."""

from .courses import change_course, close, open_course, publish
from .learning import answer, attend, check_presence, missing_sentence, read, tick
from .sessions import call_off, change_session, enrol, leave, open_session

__all__ = [
    "answer", "attend", "call_off", "change_course", "change_session", "check_presence", "close", "enrol", "leave",
    "missing_sentence", "open_course", "open_session", "publish", "read", "tick",
]  # fmt: skip
