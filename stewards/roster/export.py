"""The registry as a roster: the same columns, in words that the import takes for what they were."""

from django.db.models import FilteredRelation, Q

from enterprises.enums import Datum
from portal.common.exports import masked_email
from portal.common.templatetags.words import masked
from portal.imports.cells import BadCell
from portal.places.models import District

from .columns import BY_KEY, COLUMNS
from .lookups import Places, Units

#: How many rows come from the database at a time.
CHUNK = 2000
#: What each column reads; the street and the steward's unit are worked out.
FIELDS = {
    "name": "name", "uscc": "uscc", "district": "service_district__name", "industry": "industry",
    "ownership": "ownership", "level": "level", "registered_capital": "registered_capital", "employees": "employees",
    "revenue": "revenue", "assets": "assets", "founded_on": "founded_on", "tags": "tags",
    "registered_address": "registered_address", "operating_address": "operating_address", "longitude": "longitude",
    "latitude": "latitude", "datum": "datum", "contact_name": "first__user__name",
    "contact_phone": "first__user__phone", "contact_email": "first__user__email",
    "steward_no": "served__steward__staff_no", "steward_name": "served__steward__user__name",
    "steward_phone": "served__steward__user__phone", "steward_email": "served__steward__user__email",
}  # fmt: skip
PLACED = {
    "service": "service_district", "registered": "registered_district", "operating": "operating_district",
    "registered_town": "registered_town__name", "operating_town": "operating_town__name",
    "unit": "served__steward__unit",
}  # fmt: skip
KEYS = [column.key for column in COLUMNS]
#: Stored words and how the import reads them.
WORDS = {key: BY_KEY[key].show for key in ("ownership", "level")} | {"datum": lambda value: str(Datum(value).label)}


def header():
    """The column heads, as the import names them."""
    return [column.header for column in COLUMNS]


def rows(enterprises, *, is_masked=False):
    """One line per enterprise with its first contact and its steward: one query for all, however many there are.

    With ``is_masked`` telephone numbers and e-mail are hidden in part; the import takes what is masked for nothing.
    """
    names = _UnitNames()
    found = enterprises.annotate(
        first=FilteredRelation("contacts", condition=Q(contacts__ended_on=None, contacts__is_first=True)),
        served=FilteredRelation("assignments", condition=Q(assignments__ended_at=None)),
    )
    asked = [*FIELDS.values(), *PLACED.values()]
    for line in found.values_list(*asked).iterator(CHUNK):
        values = dict(zip([*FIELDS, *PLACED], line, strict=True))
        values["street"] = _street(values)
        values["steward_unit"] = names.of(values["unit"], values["service"])
        for key, word in WORDS.items():
            values[key] = word(values[key]) if values[key] else ""
        values["tags"] = "、".join(values["tags"])
        if is_masked:
            for person in ("contact", "steward"):
                values[f"{person}_phone"] = masked(values[f"{person}_phone"])
                values[f"{person}_email"] = masked_email(values[f"{person}_email"])
        yield [values[key] for key in KEYS]


def _street(values):
    """The street that the import compares: where the enterprise operates, else where it is registered."""
    operates_here = values["operating"] == values["service"] != values["registered"]
    return values["operating_town" if operates_here else "registered_town"]


class _UnitNames:
    """What a unit is called in a roster of a district: its name where that is enough, else its code."""

    def __init__(self):
        self.units = Units(Places())
        self.districts = {district.pk: district for district in District.objects.all()}
        self.by_pk = {unit.pk: unit for named in self.units.by_name.values() for unit in named}
        self.known = {}

    def of(self, unit, district):
        if unit is None:
            return ""
        if (unit, district) not in self.known:
            self.known[unit, district] = self._name(self.by_pk.get(unit), self.districts[district])
        return self.known[unit, district]

    def _name(self, unit, district):
        if unit is None:  # closed: the import knows no name for it, and leaves the steward where he is
            return ""
        try:
            return unit.name if self.units.unit(unit.name, district) == unit else unit.code
        except BadCell:
            return unit.code
