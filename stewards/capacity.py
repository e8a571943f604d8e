"""City arithmetic (guideline art. 3): key enterprises, stewards, their ten places each, and who is without steward.

Everything is counted in the database by unit, and added up here by district and for the city; the number of queries
does not depend on how many rows there are.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.urls import reverse

from enterprises.models import Enterprise
from portal.accounts.models import Unit
from portal.places.models import District

from .models import Steward
from .models.steward import SLOTS

#: How the filters of the lists call what belongs to no unit.
NO_UNIT = "none"


@dataclass
class Line:
    """What a district, a unit or the city has; the addresses open the rows that make each number."""

    label: str = ""
    district: str = ""
    unit: str = ""
    stewards: int = 0
    enterprises: int = 0
    used: int = 0
    without: int = 0
    over: int = 0

    @property
    def slots(self):
        """All places: ten for each steward."""
        return SLOTS * self.stewards

    @property
    def free(self):
        """Places that nobody takes."""
        return self.slots - self.used

    @property
    def mean(self):
        """Key enterprises for each steward; None without stewards."""
        return self.enterprises / self.stewards if self.stewards else None

    @property
    def share(self):
        """Places used, in percent; None without stewards."""
        return 100 * self.used / self.slots if self.slots else None

    def add(self, other):
        """Count the figures of ``other`` in."""
        for name in ("stewards", "enterprises", "used", "without", "over"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def _rows(self, page, unit, **chosen):
        place = {"district": self.district} if self.district else {}
        place |= {unit: self.unit} if self.unit else {}
        query = urlencode(chosen | place)
        return f"{reverse(page)}?{query}" if query else reverse(page)

    @property
    def stewards_url(self):
        return self._rows("stewards:list", "at")

    @property
    def free_url(self):
        return self._rows("stewards:list", "at", room="free")

    @property
    def over_url(self):
        return self._rows("stewards:list", "at", room="over")

    @property
    def used_url(self):
        return self._rows("stewards:assignments", "at")

    @property
    def enterprises_url(self):
        return self._rows("enterprises:list", "local", level="key")

    @property
    def without_url(self):
        return self._rows("enterprises:list", "local", unserved="on")


@dataclass(frozen=True)
class Capacity:
    """The whole picture for one person: ``total`` of what the person sees, districts, and units by district code."""

    total: Line
    mean: float | None
    districts: list[Line]
    units: dict[str, list[Line]]


def city_mean():
    """Key enterprises for each serving steward in the whole city; None without stewards (two queries)."""
    stewards = Steward.objects.serving().count()
    return Enterprise.objects.key().count() / stewards if stewards else None


def above(mean):
    """The smallest load that lies over the average ``mean``."""
    return SLOTS + 1 if mean is None else int(mean) + 1


def capacity_for(user):
    """What the person sees of the arithmetic, by unit, by district and in all: seven queries, whatever the size."""
    mean = city_mean()
    lines = _counted(user, mean)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={unit for _district, unit in lines if unit})}
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
    return Capacity(total, mean, sorted(districts.values(), key=lambda row: row.district), by_district)


def _counted(user, mean):
    """The figures by (district, unit): ``{(code or None, id or None): Line}``."""
    lines = {}
    key = Enterprise.objects.visible_to(user).key()
    for name, firms in (("enterprises", key), ("without", key.unserved())):
        for district, unit, number in _grouped(firms, "service_district", "local_unit").annotate(n=Count("pk")):
            setattr(lines.setdefault((district, unit), Line()), name, number)
    stewards = Steward.objects.visible_to(user).serving().with_load()
    over = Count("pk", filter=Q(load__gte=above(mean)))
    grouped = _grouped(stewards, "unit__district", "unit").annotate(n=Count("pk"), used=Sum("load"), over=over)
    for district, unit, *figures in grouped:
        line = lines.setdefault((district, unit), Line())
        line.stewards, line.used, line.over = figures
    return lines


def _grouped(rows, *places):
    return rows.order_by().values_list(*places)
