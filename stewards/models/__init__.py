"""Stewards, liaison officers, assignments, and rosters on their way into the registry."""

from .roster import RosterImport, RosterRow
from .steward import Assignment, Liaison, Steward

__all__ = ["Assignment", "Liaison", "RosterImport", "RosterRow", "Steward"]
