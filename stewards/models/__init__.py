"""Stewards, liaison officers, assignments, and what they do: visits and what they promise in them."""

from .steward import Assignment, Liaison, Steward
from .visit import Cadence, FollowUp, Visit, VisitAddition

__all__ = ["Assignment", "Cadence", "FollowUp", "Liaison", "Steward", "Visit", "VisitAddition"]
