"""Appeals, the handling of each unit, promises, and everything that hangs on a case."""

from .appeal import Appeal, AppealLog
from .case import Attachment, Message, Rating, SavedView
from .following import FollowUp
from .handling import Handling, Promise
from .promising import Extension, Pause
from .reference import Category, TimeLimit

__all__ = [
    "Appeal",
    "AppealLog",
    "Attachment",
    "Category",
    "Extension",
    "FollowUp",
    "Handling",
    "Message",
    "Pause",
    "Promise",
    "Rating",
    "SavedView",
    "TimeLimit",
]
