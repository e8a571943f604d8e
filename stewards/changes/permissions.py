"""Who proposes, who decides, and who only reads (guideline art. 3 and 10)."""

from enterprises.models import Enterprise
from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids, units
from stewards.models import Steward


def can_propose(user):
    """The general steward of a local unit proposes."""
    return bool(unit_ids(user, Role.GENERAL))


def proposable(user):
    """Enterprises of the units that the person leads."""
    return Enterprise.objects.visible_to(user).filter(local_unit__in=unit_ids(user, Role.GENERAL))


def can_decide(user, proposal):
    """The lead of the district decides; nobody else."""
    return proposal.unit.district_id in district_codes(user, Role.DISTRICT)


def can_withdraw(user, proposal):
    """The general steward of the unit takes a proposal back."""
    return proposal.unit_id in unit_ids(user, Role.GENERAL)


def can_list_approvals(user):
    """The district's queue is read by whoever leads or supervises."""
    return sees_city(user) or has_role(user, Role.DISTRICT, Role.ADMIN)


def can_export(user):
    """They take the rows out, with a reason; the leader reads only."""
    return has_role(user, Role.DISTRICT, Role.CITY, Role.ADMIN)


def led_stewards(user):
    """The serving stewards of the units and districts that the person leads."""
    visible = Steward.objects.visible_to(user).serving()
    of_unit = visible.filter(unit__in=unit_ids(user, Role.GENERAL))
    return of_unit | visible.filter(unit__district__in=district_codes(user, Role.DISTRICT))


def own_unit(user, enterprise=None):
    """The unit that the general steward speaks for: that of the enterprise where the person leads several."""
    led = units(user, Role.GENERAL)
    if enterprise and enterprise.local_unit_id in unit_ids(user, Role.GENERAL):
        return enterprise.local_unit
    return led[0] if led else None
