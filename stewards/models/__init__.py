"""Stewards, liaison officers and assignments."""

from .steward import Assignment, Liaison, Steward

__all__ = ["Assignment", "Liaison", "Steward"]
