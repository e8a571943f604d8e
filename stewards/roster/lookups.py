"""Names and codes in a roster become districts, towns, industries and units; unknown ones become sentences."""

import re
import unicodedata

from django.utils.translation import gettext as _

from enterprises.models import Industry
from portal.accounts.enums import UnitKind
from portal.accounts.models import Unit
from portal.imports.cells import BadCell
from portal.places.models import District, Town

_INDUSTRY = re.compile(r"([A-T]?)(\d{1,4}|)(?=$|[^0-9A-Z])")


def plain(words):
    """Return a name for comparison: half-width, without spaces, in lower case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", words)).lower()


class Places:
    """Districts, and streets, towns and parks, by name or division code."""

    def __init__(self):
        self.districts, self.towns, self.elsewhere = {}, {}, {}
        self.by_code = {district.code: district for district in District.objects.all()}
        for district in self.by_code.values():
            names = {district.code, district.name, district.name_en, f"{district.name_en} district"}
            names |= {district.name.removesuffix("新区"), district.name.removesuffix("区")}
            names |= {f"上海市{district.name}", f"{district.name_en} new area"}
            self.districts |= {plain(name): district for name in names}
        self.town_by_code = {}
        for town in Town.objects.all():
            self.town_by_code[town.code] = town
            for name in (town.name, town.code):
                self.towns[town.district_id, plain(name)] = town
                self.elsewhere.setdefault(plain(name), []).append(town)

    def town_of(self, code):
        """Return the street, town or park of a division code, or None."""
        return self.town_by_code.get(code)

    def district(self, words):
        """Return the district called ``words``; raises :class:`BadCell`."""
        found = self.districts.get(plain(words))
        if found is None:
            raise BadCell(_("There is no district “%(name)s” in Shanghai.") % {"name": words})
        return found

    def town(self, words, district):
        """Return the street, town or park of ``district`` called ``words``; raises :class:`BadCell`."""
        found = self.towns.get((district.code, plain(words)))
        if found is not None:
            return found
        others = self.elsewhere.get(plain(words), [])
        if others:
            raise BadCell(
                _("“%(name)s” belongs to %(other)s, not to %(district)s.")
                % {"name": words, "other": self.by_code[others[0].district_id], "district": district}
            )
        raise BadCell(_("There is no street, town or park “%(name)s”.") % {"name": words})

    def any_town(self, words, district):
        """Return the town called ``words``, of ``district`` rather than of another one, or None."""
        others = self.elsewhere.get(plain(words), [])
        return self.towns.get((district.code, plain(words))) or (others[0] if len(others) == 1 else None)


class Industries:
    """Industries of GB/T 4754, by code with or without the letter of the section."""

    def __init__(self):
        self.by_code = {industry.code: industry for industry in Industry.objects.all()}
        self.by_figures = {code[1:]: industry for code, industry in self.by_code.items() if code[1:]}

    def industry(self, words):
        """Return the industry whose code begins ``words`` (``C2651``, ``2651``, ``C2651 plastics``)."""
        match = _INDUSTRY.match(words)
        found = None
        if match and match[0]:
            found = self.by_code.get(match[0]) if match[1] else self.by_figures.get(match[2])
        if found is None:
            raise BadCell(_("There is no industry “%(code)s” in GB/T 4754-2017.") % {"code": words[:40]})
        return found


class Units:
    """Units by name; the name of a street, town or park means its local unit, which is made when it is missing."""

    def __init__(self, places):
        self.places = places
        self.by_town, self.by_name, self.leads = {}, {}, {}
        self.codes = set()
        units = {unit.pk: unit for unit in Unit.objects.order_by("pk")}
        self.codes.update(unit.code for unit in units.values())
        for unit in units.values():
            if unit.is_active:
                self._note(unit)
        for unit in units.values():
            if not unit.is_active:
                self._note_heir(unit, units)

    def _note(self, unit):
        if unit.kind == UnitKind.LOCAL_UNIT and unit.town_id:
            self.by_town[unit.town_id] = unit
        if unit.kind == UnitKind.DISTRICT_LEAD and unit.district_id:
            self.leads.setdefault(unit.district_id, unit)
        for name in {unit.name, unit.code, unit.name_en} - {""}:
            self.by_name.setdefault(plain(name), []).append(unit)

    def _note_heir(self, unit, units):
        """What was a closed unit's is its heir's: the street, and the old name in old rosters."""
        heir = unit
        while heir is not None and not heir.is_active:
            heir = units.get(heir.merged_into_id)
        if heir is None:
            return
        if unit.town_id and unit.kind == heir.kind == UnitKind.LOCAL_UNIT:
            self.by_town.setdefault(unit.town_id, heir)
        for name in {unit.name, unit.code, unit.name_en} - {""}:
            self.by_name.setdefault(plain(name), [heir])

    def local_unit(self, town):
        """Return the local unit of ``town``; a new one, not saved, below the district lead, where there is none."""
        if town.code not in self.by_town:
            named = self.by_name.get(plain(town.name), [])
            fitting = [unit for unit in named if unit.kind == UnitKind.LOCAL_UNIT and not unit.town_id]
            fitting = [unit for unit in fitting if unit.district_id == town.district_id]
            self.by_town[town.code] = fitting[0] if fitting else self._new(town)
        return self.by_town[town.code]

    def _new(self, town):
        code = town.code if town.code not in self.codes else f"{town.code}-local"
        self.codes.add(code)
        return Unit(
            code=code, name=town.name, kind=UnitKind.LOCAL_UNIT, town=town, district_id=town.district_id,
            parent=self.leads.get(town.district_id),
        )  # fmt: skip

    def unit(self, words, district):
        """Return the unit called ``words``, of ``district`` rather than of another; raises :class:`BadCell`."""
        town = self.places.any_town(words, district)
        if town is not None:
            return self.local_unit(town)
        found = self.by_name.get(plain(words), [])
        near = [unit for unit in found if unit.district_id == district.code]
        if len(near) == 1 or len(found) == 1:
            return (near or found)[0]
        if found:
            raise BadCell(_("Several units are called “%(name)s”; give the unit's code.") % {"name": words})
        raise BadCell(_("There is no unit “%(name)s”.") % {"name": words})
