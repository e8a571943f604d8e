"""Appeals, the handling of each unit, promises, and everything that hangs on a case."""

from .appeal import Appeal, AppealLog
from .case import Attachment, Message, Rating, SavedView
from .handling import Handling, Promise
from .reference import Category, TimeLimit

__all__ = [
    "Appeal",
    "AppealLog",
    "Attachment",
    "Category",
    "Handling",
    "Message",
    "Promise",
    "Rating",
    "SavedView",
    "TimeLimit",
]
