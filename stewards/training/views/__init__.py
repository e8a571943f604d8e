"""Pages of training: courses and their tests, sessions and their codes, publishing, and who has not finished."""

from . import courses, progress, publishing, sessions

__all__ = ["courses", "progress", "publishing", "sessions"]
