"""Who may see, plan and record research visits, and who reads what reached an enterprise."""

from django.db.models import Q

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids
from stewards.permissions import can_export, can_list_visits, can_log_visit

from .enums import StopState

__all__ = [
    "can_change", "can_export", "can_list", "can_plan", "can_plan_for", "can_read_burden", "can_read_burden_of",
    "can_record", "plannable",
]  # fmt: skip


def can_list(user):
    """Whoever serves, leads or supervises."""
    return can_list_visits(user)


def can_plan(user):
    """The city, a district, and the general steward for the unit's own enterprises (guideline art. 5.1)."""
    return has_role(user, Role.GENERAL, Role.DISTRICT, Role.CITY)


def plannable(user, enterprises):
    """Those of ``enterprises`` (a query set) to which the person plans research visits."""
    if has_role(user, Role.CITY):
        return enterprises
    units, districts = unit_ids(user, Role.GENERAL), district_codes(user, Role.DISTRICT)
    return enterprises.filter(Q(local_unit__in=units) | Q(service_district__in=districts))


def can_plan_for(user, enterprise):
    """Whether the person plans research visits to this enterprise."""
    if has_role(user, Role.CITY) or enterprise.local_unit_id in unit_ids(user, Role.GENERAL):
        return True
    return enterprise.service_district_id in district_codes(user, Role.DISTRICT)


def can_change(user, research_visit):
    """Whoever may plan for every enterprise that stands in the plan."""
    if not can_plan(user):
        return False
    stops = research_visit.stops.exclude(state=StopState.DROPPED).values("enterprise")
    firms = research_visit.stops.model._meta.get_field("enterprise").related_model.objects.filter(pk__in=stops)
    return not firms.exclude(pk__in=plannable(user, firms).values("pk")).exists()


def can_record(user, stop):
    """Whoever serves the enterprise today joins and keeps the record (guideline art. 5.1)."""
    return can_log_visit(user, stop.enterprise)


def can_read_burden_of(user, enterprise):
    """Whether the ledger of this enterprise, which the person sees, is in the person's care (``ledger_of``)."""
    if not can_read_burden(user):
        return False
    return (
        sees_city(user)
        or can_log_visit(user, enterprise)
        or enterprise.service_district_id in district_codes(user, Role.DISTRICT)
    )


def can_read_burden(user):
    """Stewards read it of their own enterprises, those who lead of theirs; an enterprise and a department do not."""
    return has_role(user, Role.STEWARD, Role.LIAISON, Role.GENERAL, Role.DISTRICT, Role.CITY, Role.LEADER)
