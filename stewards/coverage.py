"""Who was not contacted in the last quarter: key enterprises by local unit, district and in all.

Everything is counted in the database by unit; the number of queries does not depend on how many rows there are.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Enterprise
from portal.accounts.enums import Role
from portal.accounts.models import Unit
from portal.accounts.permissions import district_codes, sees_city, unit_ids
from portal.common.workdays import SHANGHAI
from portal.places.models import District

from .cadence import QUARTER
from .capacity import NO_UNIT
from .models import Visit


@dataclass
class Line:
    """What a unit, a district or everything has; ``rows_url`` opens the enterprises that nobody contacted."""

    label: str = ""
    district: str = ""
    unit: str = ""
    enterprises: int = 0
    waiting: int = 0

    @property
    def contacted(self):
        """Key enterprises with a visit in the last quarter."""
        return self.enterprises - self.waiting

    @property
    def share(self):
        """Contacted ones, in percent; None without enterprises."""
        return 100 * self.contacted / self.enterprises if self.enterprises else None

    @property
    def _place(self):
        return {name: value for name, value in (("district", self.district), ("unit", self.unit)) if value}

    @property
    def rows_url(self):
        url = reverse("stewards:coverage_rows")
        return f"{url}?{urlencode(self._place)}" if self._place else url

    def add(self, other):
        """Count the figures of ``other`` in."""
        self.enterprises += other.enterprises
        self.waiting += other.waiting


@dataclass(frozen=True)
class Coverage:
    """The whole picture for one person: ``total``, districts, and units by district code."""

    total: Line
    districts: list[Line]
    units: dict[str, list[Line]]


def since(now=None):
    """The beginning of the first day of the quarter that ends at ``now`` (default: this moment)."""
    day = timezone.localdate(now) - timedelta(days=QUARTER)
    return datetime.combine(day, time(), SHANGHAI)


def led_by(user):
    """Key enterprises of the units, districts or the city that the person leads."""
    firms = Enterprise.objects.visible_to(user).key()
    if sees_city(user):
        return firms
    units, districts = unit_ids(user, Role.GENERAL), district_codes(user, Role.DISTRICT)
    return firms.filter(Q(local_unit__in=units) | Q(service_district__in=districts))


def waiting(firms, now=None):
    """Those of ``firms`` (a query set) that nobody contacted in the last quarter."""
    recent = Visit.objects.filter(enterprise=OuterRef("pk"), happened_at__gte=since(now)).order_by()
    return firms.filter(~Exists(recent))


def with_last_contact(firms):
    """Add ``last_contact``: the instant of the last visit, or NULL."""
    visits = Visit.objects.filter(enterprise=OuterRef("pk")).order_by("-happened_at")
    return firms.annotate(last_contact=Subquery(visits.values("happened_at")[:1]))


def at(firms, district="", unit=""):
    """Those of ``firms`` in the district and the local unit with these codes; ``none``: without a unit."""
    if district:
        firms = firms.filter(service_district=district)
    if unit == NO_UNIT:
        return firms.filter(local_unit=None)
    return firms.filter(local_unit__code=unit) if unit else firms


def coverage_for(user):
    """What the person leads, by unit, by district and in all: four queries, whatever the size."""
    lines = {}
    firms = led_by(user)
    for name, rows in (("enterprises", firms), ("waiting", waiting(firms))):
        grouped = rows.order_by().values_list("service_district", "local_unit").annotate(n=Count("pk"))
        for district, unit, number in grouped:
            setattr(lines.setdefault((district, unit), Line()), name, number)
    units = Unit.objects.in_bulk({unit for _district, unit in lines if unit})
    names = {district.pk: str(district) for district in District.objects.all()}
    total, districts, by_district = Line(), {}, {}
    for (district, unit), line in lines.items():
        line.district, line.unit = district or "", units[unit].code if unit else NO_UNIT
        line.label = str(units[unit]) if unit else ""
        by_district.setdefault(line.district, []).append(line)
        districts.setdefault(line.district, Line(names.get(district, ""), line.district)).add(line)
        total.add(line)
    for rows in by_district.values():
        rows.sort(key=lambda row: (row.unit == NO_UNIT, row.unit))
    return Coverage(total, sorted(districts.values(), key=lambda row: row.district), by_district)
