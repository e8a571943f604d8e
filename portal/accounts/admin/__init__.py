"""People, their roles and units in the admin."""

from .people import MembershipAdmin, PersonAdmin
from .units import UnitAdmin

__all__ = ["MembershipAdmin", "PersonAdmin", "UnitAdmin"]
