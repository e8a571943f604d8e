"""The burden ledger: the budget of a month by level, and the enterprises of which a person reads it."""

from django.db.models import Q

from enterprises.models import Enterprise
from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, sees_city, unit_ids
from stewards.burden import BUDGET, reached

from .models import Budget
from .querysets import served_by

#: Up to how many enterprises the ledger is sorted by number; a longer list stands by name.
SORTED = 500


def budgets(enterprises):
    """``{enterprise id: times a month}`` for these enterprises, by the level of their package; one query."""
    by_level = dict(Budget.objects.values_list("level", "contacts"))
    return {one.pk: by_level.get(one.level, BUDGET) for one in enterprises}


def ledger_of(user):
    """Enterprises whose ledger the person reads: served, of the unit, of the district, or of the city."""
    firms = Enterprise.objects.visible_to(user)
    if sees_city(user):
        return firms
    units, districts = unit_ids(user, Role.GENERAL), district_codes(user, Role.DISTRICT)
    served = served_by(user).values("pk")
    return firms.filter(Q(pk__in=served) | Q(local_unit__in=units) | Q(service_district__in=districts))


def by_number(firms, day):
    """The enterprises (a query set), the most often reached on top, and True; a long list as it is, and False."""
    if len(few := list(firms[: SORTED + 1])) > SORTED:
        return firms, False
    counts = reached([one.pk for one in few], day)
    return sorted(few, key=lambda one: -counts[one.pk].total), True
