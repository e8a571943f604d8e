"""Compares the rows of a roster with the registry: what each creates or changes, and why it cannot.

Nothing is written here. Empty cells never erase data, enterprises that the file does not name stay as they are, and
the cap is held against the end state of the file (product rule 1).
"""

from dataclasses import dataclass, field

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.enums import Level, Source
from enterprises.initials import initials
from enterprises.models import Enterprise
from enterprises.sizes import size_of
from portal.imports.cells import BadCell
from portal.imports.enums import Action
from portal.imports.kinds import Absent, Difference, Plan

from .blanks import Blank
from .cap import over_cap
from .columns import BY_KEY
from .contacts import ContactChange, Contacts, Usernames
from .lookups import Industries, Places, Units
from .people import StewardChange, Stewards

PLAIN_FIELDS = (
    "name", "ownership", "level", "registered_capital", "employees", "revenue", "assets", "founded_on", "tags",
    "registered_address", "operating_address", "longitude", "latitude", "datum",
)  # fmt: skip
POSITION = ("longitude", "latitude", "datum")
#: In which column a field is shown that is not named like its column.
COLUMN_OF = {"service_district": "district", "registered_town": "street", "operating_town": "street"}
SHOWN = {*PLAIN_FIELDS, *COLUMN_OF, "industry"}
ORDER = {key: place for place, key in enumerate(BY_KEY)}


@dataclass
class Change:
    """What one row does to the registry."""

    row: object
    enterprise: Enterprise
    is_new: bool
    fields: dict = field(default_factory=dict)  # name of the field → what it was
    contact: ContactChange | None = None
    steward: StewardChange | None = None
    tells_steward: bool = False
    is_assigned: bool = False
    served_by: str = ""

    @property
    def action(self):
        if self.is_new:
            return Action.CREATE
        changed = self.fields or self.contact or self.is_assigned or self.tells_steward
        return Action.UPDATE if changed else Action.UNCHANGED

    @property
    def label(self):
        return self.enterprise.name

    @property
    def differences(self):
        """What changes column by column, as texts of a roster; the values of a new enterprise are the row itself."""
        found = (
            [] if self.is_new else [self._difference(name, self.fields[name]) for name in SHOWN & self.fields.keys()]
        )
        if self.contact and not self.is_new:
            found += self.contact.differences()
        if self.is_assigned:
            found.append(Difference("steward_no", self.served_by, self.row.values["steward_no"]))
        if self.tells_steward:
            found += self.steward.differences()
        return sorted(dict.fromkeys(found), key=lambda one: ORDER[one.column])

    def _difference(self, name, before):
        column = COLUMN_OF.get(name, name)
        return Difference(column, _shown(column, before), _shown(column, getattr(self.enterprise, name)))


def _shown(column, value):
    if value in (None, "", []):
        return ""
    if isinstance(value, Model):
        return value.code if column == "industry" else value.name
    return BY_KEY[column].show(value)


class Planner:
    """Plans one file against the registry as it is now; call :meth:`plan` once."""

    def __init__(self, rows, *, without_steward_over_cap=False, end_missing=False, lock=False):
        self.rows, self.leave_out, self.end_missing = rows, without_steward_over_cap, end_missing
        codes = {row.values["uscc"] for row in rows if "uscc" in row.values}
        self.places, self.industries = Places(), Industries()
        self.units, usernames = Units(self.places), Usernames()
        self.stewards = Stewards(rows, self.units, usernames, lock=lock)
        found = Enterprise.objects.filter(uscc__in=codes)
        if lock:
            found = found.select_for_update(of=("self",), no_key=True).order_by("pk")
        self.registry = {enterprise.uscc: enterprise for enterprise in found}
        self.contacts = Contacts(usernames)
        self.places_of = {}
        self.blank, self.new_enterprise = Enterprise(), Blank(Enterprise)
        self.today = timezone.localdate()

    def plan(self):
        """Return the :class:`Plan`; errors are added to the rows."""
        for row in self.rows:
            self._check(row)
        changes = [self._change(row) for row in self.rows if not row.errors]
        plan = Plan(self.rows, changes)
        plan.absent = self._absent()
        self._hold_cap(plan)
        plan.changes = [change for change in changes if not change.row.errors]
        self._plan_people(plan.changes)
        return plan

    # --- One row ---

    def _check(self, row):
        """Add the errors that only the registry can find."""
        values = row.values
        district = self._look_up(row, "district", self.places.district)
        town = district and self._look_up(row, "street", lambda name: self.places.town(name, district))
        industry = self._look_up(row, "industry", self.industries.industry)
        self.places_of[row.number] = (district, town, industry)
        self.stewards.check(row, district)
        enterprise = self.registry.get(values.get("uscc"), self.blank)
        if sentence := self.contacts.missing(row, enterprise):
            row.add("contact_name", sentence)
        failed = {error.column for error in row.errors}
        position = [name for name in POSITION if values.get(name, getattr(enterprise, name)) in (None, "")]
        if len(position) in (1, 2) and not failed & set(POSITION):
            row.add(position[0], _("Longitude, latitude and datum are given together, or none of them."))

    def _look_up(self, row, column, find):
        if column not in row.values:
            return None
        try:
            return find(row.values[column])
        except BadCell as error:
            row.add(column, error)
            return None

    def _change(self, row):
        district, town, industry = self.places_of[row.number]
        values = {name: row.values[name] for name in PLAIN_FIELDS if name in row.values}
        enterprise = self.registry.get(row.values["uscc"])
        is_new = enterprise is None
        if is_new:
            enterprise = self.new_enterprise(uscc=row.values["uscc"], facts_as_of=self.today)
        if not enterprise.level:
            values.setdefault("level", Level.DISTRICT)
        if industry is not None:
            values["industry"] = industry
        change = Change(row, enterprise, is_new)
        self._set(change, self._placed(enterprise, district, town) | values)
        self._derive(change)
        return change

    def _placed(self, enterprise, district, town):
        """Return the fields that follow from the district and street that serve the enterprise."""
        operates_here = enterprise.operating_district_id == district.code != enterprise.registered_district_id
        if operates_here:
            place = {"operating_town": town}
        else:
            place = {"registered_district": district, "registered_town": town}
        known = enterprise.operating_town_id if operates_here else enterprise.registered_town_id
        if enterprise.local_unit_id is None or known != town.code:
            place["local_unit"] = self.units.local_unit(town)
        return place | {"service_district": district}

    def _set(self, change, values):
        for name, value in values.items():
            if change.is_new:
                change.fields[name] = None
            elif _differs(change.enterprise, name, value):
                change.fields.setdefault(name, self._before(change.enterprise, name))
            else:
                continue
            setattr(change.enterprise, name, value)

    def _before(self, enterprise, name):
        """Return what a field was; rows of reference tables come from memory, not one query each."""
        if name in ("service_district", "registered_district", "operating_district"):
            return self.places.by_code.get(getattr(enterprise, f"{name}_id"))
        if name in ("registered_town", "operating_town"):
            return self.places.town_of(getattr(enterprise, f"{name}_id"))
        if name == "industry":
            return self.industries.by_code.get(enterprise.industry_id)
        return None if name == "local_unit" else getattr(enterprise, name)

    def _derive(self, change):
        enterprise, fields = change.enterprise, change.fields
        if "name" in fields:
            self._set(change, {"initials": initials(enterprise.name)})
        if fields.keys() & {"industry", "employees", "revenue", "assets"}:
            code = enterprise.industry_id or ""
            size = size_of(code, enterprise.employees, enterprise.revenue, enterprise.assets)
            self._set(change, {"size": size})
        if fields:
            self._set(change, {"facts_source": Source.ROSTER, "facts_as_of": self.today})

    # --- What the file does not name ---

    def _absent(self):
        """Return the key enterprises of the file's districts that it does not name; their assignments may end."""
        districts = {place[0].code for place in self.places_of.values() if place[0]}
        named = {row.values.get("uscc") for row in self.rows}
        found = Enterprise.objects.filter(service_district__in=districts).exclude(level="").order_by("uscc")
        return [
            self._left_out(code, name)
            for code, name in found.values_list("uscc", "name").iterator()
            if code not in named
        ]

    def _left_out(self, code, name):
        served_by = self.stewards.current.get(code)
        if not self.end_missing or not served_by:
            return Absent(code, name)
        del self.stewards.current[code]
        return Absent(code, name, Action.END, [Difference("steward_no", served_by, "")])

    # --- The cap, and people ---

    def _hold_cap(self, plan):
        by_code = {change.enterprise.uscc: change for change in plan.changes}
        for change in plan.changes:
            if "steward_no" in change.row.values:
                district, town, _industry = self.places_of[change.row.number]
                change.steward = self.stewards.plan(change.row, district, town)
        wanted = [
            (code, change.row.values["steward_no"]) for code, change in by_code.items() if change.steward is not None
        ]
        refused, loads = over_cap(wanted, self.stewards.current)
        for code, number in wanted:
            change = by_code[code]
            if code in refused:
                change.steward = None
                sentence = self.stewards.full_sentence(number, loads)
                if self.leave_out:
                    change.row.note("steward_no", sentence)
                else:
                    change.row.add("steward_no", sentence)
            else:
                change.served_by = self.stewards.current.get(code, "")
                change.is_assigned = change.served_by != number

    def _plan_people(self, changes):
        told = set()
        for change in changes:
            change.contact = self.contacts.plan(change.row, change.enterprise)
            if change.steward is not None and id(change.steward) not in told:
                told.add(id(change.steward))
                change.tells_steward = change.steward.says_something


def _differs(enterprise, name, value):
    if not isinstance(value, Model):
        return getattr(enterprise, name) != value
    return value.pk is None or getattr(enterprise, f"{name}_id") != value.pk
