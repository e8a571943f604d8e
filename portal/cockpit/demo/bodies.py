"""The public bodies of the demo city: one tree from the city lead to every local unit."""

from dataclasses import dataclass, field

from pypinyin import lazy_pinyin

from portal.accounts.enums import UnitKind
from portal.accounts.models import Unit
from portal.places.enums import TownKind
from portal.places.models import District, Town

from .content import read
from .copying import Row

#: How the body of a place calls itself.
_SEATS = {
    TownKind.STREET: ("办事处", "Subdistrict Office"),
    TownKind.TOWN: ("人民政府", "Town Government"),
    TownKind.TOWNSHIP: ("人民政府", "Township Government"),
    TownKind.PARK: ("管理委员会", "Administration"),
}
_SUFFIXES = ("街道", "镇", "乡")


@dataclass
class Bodies:
    """Every unit of the city, and where to find the one that answers for something."""

    units: list = field(default_factory=list)
    districts: dict = field(default_factory=dict)
    towns: dict = field(default_factory=dict)
    leads: dict = field(default_factory=dict)
    local: dict = field(default_factory=dict)
    municipal: dict = field(default_factory=dict)
    regional: dict = field(default_factory=dict)
    institutions: dict = field(default_factory=dict)
    city_lead: Row = None
    desk: Row = None

    def find(self, department, scope, enterprise):
        """Return the unit of a kind of department that answers for an enterprise, at the level of ``scope``."""
        district = enterprise.service_district_id
        if scope == "town" or department == "town":
            return self.local[enterprise.operating_town_id or enterprise.registered_town_id]
        if scope == "institution" or department == "guarantee":
            return self.institutions[district, department]
        if scope == "district" and (district, department) in self.regional:
            return self.regional[district, department]
        return self.municipal[department]

    def handling(self):
        """Units that cases are dispatched to."""
        return [unit for unit in self.units if unit.kind not in (UnitKind.CITY_LEAD, UnitKind.DESK)]


def build(tables):
    """Return the :class:`Bodies` of the city; nothing is written yet."""
    return _Builder(tables).build()


class _Builder:
    def __init__(self, tables):
        self.table, self.plan, self.bodies = tables[Unit], read("units"), Bodies()
        self.bodies.districts = {row.code: row for row in District.objects.all()}
        self.bodies.towns = {row.code: row for row in Town.objects.select_related("district")}

    def build(self):
        plan, bodies = self.plan, self.bodies
        bodies.city_lead = self._unit(**plan["city_lead"], kind=UnitKind.CITY_LEAD)
        bodies.desk = self._unit(**plan["desk"], kind=UnitKind.DESK, parent=bodies.city_lead)
        for row in plan["municipal"]:
            bodies.municipal[row["kind"]] = self._unit(
                f"SH-{row['kind'].upper()}", row["name"], row["name_en"], UnitKind.DEPARTMENT, bodies.city_lead
            )
        suppliers = {
            row["kind"]: self._unit(
                f"SH-{row['kind'].upper()}-INST", row["name"], row["name_en"], UnitKind.INSTITUTION, bodies.city_lead
            )
            for row in plan["municipal_institutions"]
        }
        for row in plan["districts"]:
            self._district(row, suppliers)
        for town in sorted(bodies.towns.values(), key=lambda town: town.code):
            self._local_unit(town)
        return bodies

    def _district(self, row, suppliers):
        code, bodies = row["code"], self.bodies
        place = bodies.districts[code]
        names = {
            "district": place.name,
            "short": place.name.removesuffix("新区").removesuffix("区"),
            "district_branch": "浦东" if place.name == "浦东新区" else place.name.removesuffix("区"),
        }
        english = {"district": place.name_en}
        government = self._unit(
            f"{code}-GOV", f"{place.name}人民政府", f"{place.name_en} District Government",
            UnitKind.GOVERNMENT, bodies.city_lead, place,
        )  # fmt: skip
        lead = self._unit(
            f"{code}-LEAD", f"{place.name}{row['lead']}", f"{place.name_en} {row['lead_en']}",
            UnitKind.DISTRICT_LEAD, government, place,
        )  # fmt: skip
        bodies.leads[code] = lead
        bodies.regional.update({(code, kind): lead for kind in row["lead_is"]})
        for plan in self.plan["district_departments"]:
            if plan["kind"] not in row["lead_is"]:
                bodies.regional[code, plan["kind"]] = self._unit(
                    f"{code}-{plan['kind'].upper()}", plan["name"].format(**names),
                    plan["name_en"].format(**english), UnitKind.DEPARTMENT, government, place,
                )  # fmt: skip
        for plan in self.plan["district_institutions"]:
            bodies.institutions[code, plan["kind"]] = self._unit(
                f"{code}-{plan['kind'].upper()}-INST", plan["name"].format(**names),
                plan["name_en"].format(**english), UnitKind.INSTITUTION, suppliers[plan["kind"]], place,
            )  # fmt: skip

    def _local_unit(self, town):
        seat, english = _SEATS[town.kind]
        base = town.name
        for suffix in _SUFFIXES:
            base = base.removesuffix(suffix) or base
        spelt = "".join(lazy_pinyin(base.replace("（", "").replace("）", ""))).capitalize()
        self.bodies.local[town.code] = self._unit(
            town.code, f"{town.name}{seat}", f"{spelt} {english}", UnitKind.LOCAL_UNIT,
            self.bodies.leads[town.district_id], town.district, town,
        )  # fmt: skip

    def _unit(self, code, name, name_en, kind, parent=None, district=None, town=None):
        unit = self.table.row(
            code=code, name=name, name_en=name_en, kind=kind, parent=parent, district=district, town=town
        )
        self.bodies.units.append(unit)
        return unit
