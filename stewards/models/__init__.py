"""Stewards, liaison officers, assignments, and what they do: visits, check-ins, and what they promise."""

from .check_in import CheckIn, PlaceCode, VisitFile
from .steward import Assignment, Liaison, Steward
from .visit import Cadence, FollowUp, Visit, VisitAddition

__all__ = [
    "Assignment",
    "Cadence",
    "CheckIn",
    "FollowUp",
    "Liaison",
    "PlaceCode",
    "Steward",
    "Visit",
    "VisitAddition",
    "VisitFile",
]
