"""Stewards as an import: who serves in which local unit, how to reach them, and who helps as liaison officer."""

from dataclasses import dataclass, field
from functools import partial

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import UnitKind
from portal.accounts.models import Unit, User
from portal.common import bulk
from portal.imports import cells
from portal.imports.columns import Column, Columns
from portal.imports.enums import Action
from portal.imports.kinds import Absent, Change, Difference, Kind, Plan, register

from . import workflow
from .models import Liaison, Steward
from .models.steward import SLOTS

REASON = "import"
#: Which columns describe the steward and which the liaison officer, by field of the person.
FACTS = {"name": "name", "phone": "phone", "email": "email"}
LIAISON_FACTS = {"liaison": "name", "liaison_phone": "phone", "liaison_email": "email"}


@dataclass
class StewardChange(Change):
    """What becomes of one steward: the person, the unit, the liaison officer."""

    user: User | None = None
    unit: Unit | None = None
    liaison: User | None = None
    people: dict = field(default_factory=dict)


class Stewards(Kind):
    """Stewards and their liaison officers. Who serves which enterprise stands in the roster."""

    code, label = "stewards", gettext_lazy("stewards")
    help = gettext_lazy(
        "Staff number, name, local unit, how to reach the steward, and the liaison officer. Stewards that the file "
        "does not name stay; a steward who serves enterprises hands them over before the unit changes."
    )
    columns = Columns((
        Column("staff_no", "管家工号", cells.staff_number, ("工号", "staff number"), required=True,
               missing=gettext_lazy("Give the staff number.")),
        Column("name", "管家姓名", partial(cells.line, most=60), ("姓名", "管家"), required=True,
               missing=gettext_lazy("Give the name.")),
        Column("unit", "所属单位", partial(cells.line, most=80), ("单位", "单位代码", "管家单位"), required=True,
               missing=gettext_lazy("Give the local unit.")),
        Column("phone", "管家电话", cells.telephone, ("电话", "手机")),
        Column("email", "管家邮箱", cells.email, ("邮箱",)),
        Column("liaison", "联络员", partial(cells.line, most=60), ("联络员姓名", "liaison officer")),
        Column("liaison_phone", "联络员电话", cells.telephone, ()),
        Column("liaison_email", "联络员邮箱", cells.email, ()),
    ))  # fmt: skip
    key = ("staff_no",)
    twice = gettext_lazy("This staff number already stands in row %(row)s.")
    personal = ("phone", "email", "liaison_phone", "liaison_email")

    def label_of(self, values):
        return values.get("name", "")

    def plan(self, rows, options, *, lock=False):
        """Compare with the stewards of today."""
        known = _Known(lock)
        plan = Plan(rows)
        for row in rows:
            if not row.errors:
                self._plan_row(plan, row, known)
        named = {row.values.get("staff_no") for row in rows}
        plan.absent = [
            Absent(number, str(steward), target=steward)
            for number, steward in known.stewards.items()
            if number not in named and not steward.ended_on
        ]
        return plan

    def _plan_row(self, plan, row, known):
        values, unit = row.values, known.unit(row)
        steward = known.stewards.get(values["staff_no"])
        if steward is not None and steward.ended_on:
            row.add("staff_no", _("%(name)s no longer serves as a steward.") % {"name": steward})
        if row.errors:
            return None
        is_new = steward is None
        if (is_new or steward.unit_id != unit.pk) and unit.kind != UnitKind.LOCAL_UNIT:
            return row.add("unit", _("%(unit)s is no local unit; stewards belong to one.") % {"unit": unit})
        change = StewardChange(row, Action.UNCHANGED, label=values["name"], target=steward)
        if is_new:
            change.user = User(username=known.username(values["staff_no"]), password=make_password(None))
            change.unit, change.action = unit, Action.CREATE
        elif steward.unit_id != unit.pk:
            if steward.load:
                words = {"name": steward, "load": steward.load, "cap": SLOTS}
                sentence = _("%(name)s still serves %(load)s/%(cap)s enterprises. Give them to somebody else first.")
                return row.add("unit", sentence % words)
            change.unit = unit
            change.differences.append(Difference("unit", _name(steward.unit), _name(unit)))
        self._describe(change, values, FACTS, change.user or steward.user)
        self._plan_liaison(change, values, known)
        if change.differences and not is_new:
            change.action = Action.UPDATE
        plan.changes.append(change)
        return None

    def _describe(self, change, values, facts, user):
        """Set what the row says of a person, and note it."""
        for column, name in facts.items():
            value, before = values.get(column), getattr(user, name)
            if value and value != before:
                setattr(user, name, value)
                change.people.setdefault(id(user), (user, set()))[1].add(name)
                if change.action != Action.CREATE:
                    change.differences.append(Difference(column, before, value))

    def _plan_liaison(self, change, values, known):
        if not values.get("liaison"):
            if values.get("liaison_phone") or values.get("liaison_email"):
                change.row.note("liaison", _("Without a name the liaison officer stays as he is."))
            return None
        present = known.liaisons.get(change.target.pk) if change.target else None
        if present and present.user.name == values["liaison"]:
            return self._describe(change, values, LIAISON_FACTS, present.user)
        change.liaison = known.helper(values)
        if change.action != Action.CREATE:
            before = present.user.name if present else ""
            change.differences.append(Difference("liaison", before, values["liaison"]))
        return None

    def apply(self, plan, *, by):
        """Appoint, move and describe; each step is one of the workflow, so that roles and access follow."""
        for change in plan.changes:
            if change.action != Action.UNCHANGED:
                _apply(change, by)

    def lines(self, stewards=None):
        """Yield ``stewards`` (default: all who serve) as this sheet writes them: two queries."""
        helped = {row.steward_id: row.user for row in _liaisons()}
        rows = Steward.objects.serving() if stewards is None else stewards
        for one in rows.select_related("user", "unit").order_by("staff_no").iterator(2000):
            user, helper = one.user, helped.get(one.pk)
            yield [
                one.staff_no, user.name, _name(one.unit), user.phone, user.email,
                *(getattr(helper, name, "") for name in ("name", "phone", "email")),
            ]  # fmt: skip

    def present(self, keys):
        found = {line[0]: {"staff_no": line[0], "name": line[1], "unit": line[2]} for line in self.lines()}
        return {key: found[key] for key in keys if key in found}


def _apply(change, by):
    steward = change.target
    if change.action == Action.CREATE:
        bulk.create([change.user], by=by, reason=REASON)
        steward = workflow.appoint(change.user, change.unit, change.row.values["staff_no"], by=by)
    elif change.unit is not None:
        steward = workflow.transfer(steward, change.unit, by=by)
    for user, fields in change.people.values():
        if user is not change.user and user.pk:
            bulk.update([user], fields, by=by, reason=REASON)
    if change.liaison is not None:
        present = Liaison.objects.filter(steward=steward, ended_on=None).first()
        if present:
            workflow.dismiss_liaison(present, by=by)
        if change.liaison.pk is None:
            bulk.create([change.liaison], by=by, reason=REASON)
        workflow.appoint_liaison(steward, change.liaison, by=by)


def _liaisons():
    return Liaison.objects.filter(ended_on=None).select_related("user")


def _name(unit):
    """How a sheet names a unit: by its code, which no other unit has."""
    return unit.code


class _Known:
    """Stewards, local units and people of today."""

    def __init__(self, lock):
        rows = Steward.objects.with_load().select_related("user", "unit").order_by("pk")
        rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
        self.stewards = {steward.staff_no.upper(): steward for steward in rows}
        self.liaisons = {row.steward_id: row for row in _liaisons()}
        self.helpers = {(row.user.name, row.user.phone): row.user for row in self.liaisons.values()}
        self.usernames = {name.lower() for name in User.objects.values_list("username", flat=True)}
        self.units = {}
        for unit in Unit.objects.active():
            for name in {unit.code, unit.name, unit.name_en} - {""}:
                self.units[name] = None if name in self.units else unit

    def unit(self, row):
        words = row.values["unit"]
        if self.units.get(words) is None:
            several = _("Several units are called “%(name)s”; give the unit's code.")
            none = _("There is no unit “%(name)s”.")
            row.add("unit", (several if words in self.units else none) % {"name": words})
        return self.units.get(words)

    def username(self, wanted):
        name, number = wanted, 1
        while name.lower() in self.usernames:
            number += 1
            name = f"{wanted}-{number}"
        self.usernames.add(name.lower())
        return name

    def helper(self, values):
        """The liaison officer of this name and number who helps somebody already, else a new person."""
        key = (values["liaison"], values.get("liaison_phone", ""))
        if key not in self.helpers:
            user = User(username=self.username(f"{values['staff_no']}-L"), password=make_password(None))
            for column, name in LIAISON_FACTS.items():
                setattr(user, name, values.get(column, ""))
            self.helpers[key] = user
        return self.helpers[key]


STEWARDS = register(Stewards())
