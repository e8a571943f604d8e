"""Stewards in a roster: known by their staff number, described by the first row that says something of them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.accounts.models import Unit, User
from portal.imports.cells import BadCell
from portal.imports.kinds import Difference

from ..models import Assignment, Steward
from ..models.steward import SLOTS
from ..workflow import sentence_when_full
from .contacts import unusable_password

FACTS = ("name", "phone", "email", "unit")


@dataclass
class StewardChange:
    """A steward whom the file names, with what it changes about the person and the unit."""

    steward: Steward
    changed: dict = field(default_factory=dict)  # name of the field → what it was
    left_unit: Unit | None = None

    @property
    def is_new(self):
        return self.steward.pk is None

    @property
    def says_something(self):
        return bool(self.is_new or self.changed or self.left_unit)

    def differences(self):
        """Return what the file changes about the person, and about the unit."""
        if self.is_new:
            return [Difference("steward_name", "", self.steward.user.name)]
        person = self.steward.user
        found = [Difference(f"steward_{name}", before, getattr(person, name)) for name, before in self.changed.items()]
        if self.left_unit:
            found.append(Difference("steward_unit", self.left_unit.name, self.steward.unit.name))
        return found


class Stewards:
    """All stewards by staff number, who serves which enterprise, and what the file says of each."""

    def __init__(self, rows, units, usernames, *, lock):
        self.units, self.usernames = units, usernames
        found = Steward.objects.select_related("user", "unit").order_by("pk")
        found = found.select_for_update(of=("self",), no_key=True) if lock else found
        self.by_number = {steward.staff_no.upper(): steward for steward in found}
        serving = Assignment.objects.open().values_list("enterprise__uscc", "steward__staff_no")
        self.current = {code: number.upper() for code, number in serving}
        self.facts = {}
        self.changes = {}
        for row in rows:
            facts = self.facts.setdefault(row.values.get("steward_no"), {})
            for name in FACTS:
                if value := row.values.get(f"steward_{name}"):
                    facts.setdefault(name, (value, row))

    def check(self, row, district):
        """Name what is wrong with the steward of ``row``."""
        number = row.values.get("steward_no")
        unit = row.values.get("steward_unit")
        if unit and district:
            try:
                self.units.unit(unit, district)
            except BadCell as error:
                row.add("steward_unit", error)
        if not number:
            if any(row.values.get(f"steward_{name}") for name in FACTS[:3]):
                row.add("steward_no", _("Give the steward's staff number."))
            return
        steward = self.by_number.get(number)
        if steward is None and "name" not in self.facts[number]:
            row.add("steward_name", _("Staff number %(number)s is new: give the steward's name.") % {"number": number})
        elif steward is not None and steward.ended_on:
            row.add("steward_no", _("%(name)s no longer serves as a steward.") % {"name": steward})

    def plan(self, row, district, town):
        """Return the change of the row's steward, the same object for every row that names the steward."""
        number = row.values["steward_no"]
        if number not in self.changes:
            steward = self.by_number.get(number)
            facts = {name: value for name, (value, _row) in self.facts[number].items()}
            unit = self._unit(facts.get("unit"), district, town)
            facts.pop("unit", None)
            self.changes[number] = self._known(steward, facts, unit) if steward else self._new(number, facts, unit)
        return self.changes[number]

    def _unit(self, words, district, town):
        if words is None:
            return None if town is None else self.units.local_unit(town)
        try:
            return self.units.unit(words, district)
        except BadCell:  # named in the row that says so; another row may stand
            return self.units.local_unit(town)

    def _known(self, steward, facts, unit):
        change = StewardChange(steward)
        for name, value in facts.items():
            if getattr(steward.user, name) != value:
                change.changed[name] = getattr(steward.user, name)
                setattr(steward.user, name, value)
        if "unit" in self.facts[steward.staff_no.upper()] and unit is not steward.unit and unit != steward.unit:
            change.left_unit, steward.unit = steward.unit, unit
        return change

    def _new(self, number, facts, unit):
        user = User(username=self.usernames.free(number), password=unusable_password(), **facts)
        steward = Steward(user=user, staff_no=number, unit=unit)
        self.by_number[number] = steward
        return StewardChange(steward)

    def full_sentence(self, number, loads):
        """Say that a steward is full, and who of the unit has room when the whole file is applied."""
        steward = self.changes[number].steward
        mates = [
            (other, loads[key])
            for key, other in self.by_number.items()
            if key != number and other.unit == steward.unit and not other.ended_on and loads[key] < SLOTS
        ]
        mates.sort(key=lambda mate: (mate[1], mate[0].staff_no))
        return sentence_when_full(steward, mates)
