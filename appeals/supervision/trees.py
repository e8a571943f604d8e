"""The way up: from a unit over its superiors to the district lead and the city lead, nobody left out, nobody twice."""

from dataclasses import dataclass, field

from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit

from .enums import Station

#: Who reads what climbs up to a unit.
READING = {Station.SUPERIOR: Role.HANDLER, Station.DISTRICT: Role.DISTRICT, Station.CITY: Role.CITY}
#: Kinds that stand on the way by themselves, wherever they are in the tree.
_LEADS = (UnitKind.DISTRICT_LEAD, UnitKind.CITY_LEAD)


@dataclass
class Tree:
    """The units and the people in them as they are now: three queries, whatever asks how often."""

    units: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)

    @classmethod
    def read(cls):
        """Read the tree and who serves in it today."""
        rows = Unit.objects.values_list("pk", "kind", "parent", "district", "is_active", "merged_into")
        tree = cls({pk: rest for pk, *rest in rows})
        serving = Membership.objects.in_force().filter(user__is_active=True, role__in=[*READING.values()])
        for role, unit, user in serving.values_list("role", "unit", "user"):
            tree.people.setdefault((role, unit), set()).add(user)
        return tree

    def heir(self, unit_id):
        """The open unit that does the work of this one now, or None."""
        seen = set()
        while unit_id is not None and unit_id not in seen:
            seen.add(unit_id)
            _kind, _parent, _district, is_active, merged_into = self.units[unit_id]
            if is_active:
                return unit_id
            unit_id = merged_into
        return None

    def superiors(self, unit_id):
        """The open units above this one, nearest first; the lead departments are levels of their own."""
        found, seen = [], {unit_id}
        while (unit_id := self.units[unit_id][1]) is not None and unit_id not in seen:
            seen.add(unit_id)
            heir = self.heir(unit_id)
            if heir is not None and heir not in found and self.units[heir][0] not in _LEADS:
                found.append(heir)
        return found

    def way(self, unit_id, district):
        """``[(station, unit or None)]`` above a unit for an enterprise of ``district``, in order.

        The district lead is that of the enterprise, who answers to it; a lead department is not its own superior.
        """
        way = [(Station.SUPERIOR, above) for above in self.superiors(unit_id) if above != self.heir(unit_id)]
        lead = self._lead(UnitKind.DISTRICT_LEAD, district)
        if lead is None or lead != self.heir(unit_id):
            way.append((Station.DISTRICT, lead))
        way.append((Station.CITY, self._lead(UnitKind.CITY_LEAD, None)))
        return way

    def _lead(self, kind, district):
        rows = self.units.items()
        return next((pk for pk, row in rows if row[0] == kind and row[3] and row[2] == district), None)

    def readers(self, station, unit_id, district):
        """Ids of the people who read what stands at this level."""
        if station == Station.SUPERIOR:
            return self.people.get((Role.HANDLER, unit_id), set())
        role = READING[station]
        of_place = [
            people for (held, unit), people in self.people.items()
            if held == role and (station == Station.CITY or (unit and self.units[unit][2] == district))
        ]  # fmt: skip
        return set().union(*of_place)
