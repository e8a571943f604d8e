"""What changes a consultation. Each step locks the case, then the consultation."""

from .meeting import answer, call, cancel, change, write_minutes
from .periodic import remind

__all__ = ["answer", "call", "cancel", "change", "remind", "write_minutes"]
