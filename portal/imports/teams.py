"""Teams as an import: people, and their roles in units from a day until a day."""

from dataclasses import dataclass, field
from functools import partial

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit, User
from portal.common import bulk

from . import cells
from .columns import Column, Columns
from .enums import Action
from .kinds import Absent, Change, Difference, Kind, Plan, register
from .words import choice_column

REASON = "import"
#: Roles that a sheet gives; the others follow from an appointment or a contact, or are given in the administration.
ROLES = {
    Role.GENERAL: ("总管家", "综合管家"), Role.DISPATCHER: ("派单员", "受理员", "分派员"),
    Role.HANDLER: ("承办人", "经办人"),
    Role.DISTRICT: ("区牵头部门", "区级牵头"), Role.CITY: ("市牵头部门", "市级牵头"), Role.LEADER: ("领导",),
}  # fmt: skip
FACTS = ("name", "phone", "email")


@dataclass
class TeamChange(Change):
    """A membership, with what the row says of the person."""

    user_fields: set = field(default_factory=set)
    fields: set = field(default_factory=set)


class Teams(Kind):
    """People with roles in units. Nobody is deleted; a role ends on the day that the sheet says."""

    code, label = "teams", gettext_lazy("people and their roles in units")
    help = gettext_lazy(
        "General stewards, dispatchers, handlers and leads, one role a row. Stewards and contacts have sheets of their "
        "own; administrators are named in the administration."
    )
    columns = Columns((
        Column("username", "用户名", partial(cells.code, most=150), ("账号", "user name"), required=True,
               missing=gettext_lazy("Give the user name.")),
        Column("name", "姓名", partial(cells.line, most=60)),
        Column("phone", "电话", cells.telephone, ("手机", "联系电话", "telephone")),
        Column("email", "邮箱", cells.email, ("电子邮箱", "e-mail")),
        choice_column("role", "角色", ROLES, required=True, missing=gettext_lazy("Give the role.")),
        Column("unit", "单位", partial(cells.line, most=80), ("单位代码", "所属单位")),
        Column("from", "起始日期", cells.day, ("开始日期", "started on")),
        Column("until", "截止日期", cells.day, ("结束日期", "ended on")),
    ))  # fmt: skip
    key = ("username", "role", "unit")
    twice = gettext_lazy("This role of the person already stands in row %(row)s.")
    personal = ("phone", "email")

    def key_of(self, values):
        return " · ".join(str(values.get(name) or "") for name in self.key)

    def label_of(self, values):
        return values.get("name") or values.get("username", "")

    def revive(self, values):
        read = dict.fromkeys(("from", "until"), cells.day)
        return {name: read.get(name, lambda value: value)(value) for name, value in values.items()}

    def plan(self, rows, options, *, lock=False):
        """Compare with the people and memberships of today."""
        known = _Known(rows, lock)
        plan, named = Plan(rows), set()
        for row in rows:
            if not row.errors:
                self._plan_row(plan, row, known, named)
        open_ones = Membership.objects.in_force().filter(role__in=list(ROLES)).select_related("user", "unit")
        plan.absent = [Absent(_key(one), f"{one.user} · {one}", target=one) for one in open_ones if one.pk not in named]
        return plan

    def _plan_row(self, plan, row, known, named):
        unit = known.unit(row)
        user, changed = known.person(row)
        if row.errors:
            return
        membership = known.membership(user, row, unit)
        is_new = membership is None
        if is_new:
            _refuse_misplaced(row, unit)
            membership = Membership(user=user, role=row.values["role"], unit=unit)
        named.add(membership.pk)
        differences = [Difference(name, before, getattr(user, name)) for name, before in changed.items()]
        fields = set()
        for column, name in (("from", "started_on"), ("until", "ended_on")):
            value, before = row.values.get(column), getattr(membership, name)
            if value and value != before:
                setattr(membership, name, value)
                fields.add(name)
                differences += [] if is_new else [Difference(column, str(before or ""), str(value))]
        if membership.ended_on and membership.ended_on < membership.started_on:
            row.add("until", _("The end cannot lie before the beginning."))
        if row.errors:
            return
        action = Action.CREATE if is_new else Action.UPDATE if differences else Action.UNCHANGED
        plan.changes.append(
            TeamChange(row, action, differences, f"{user} · {membership}", membership, set(changed), fields)
        )

    def apply(self, plan, *, by):
        """Write people first, then roles, all with history."""
        users = {id(change.target.user): change.target.user for change in plan.changes}
        bulk.create([user for user in users.values() if user.pk is None], by=by, reason=REASON)
        changed = {}
        for change in plan.changes:
            if change.user_fields:
                changed.setdefault(id(change.target.user), set()).update(change.user_fields)
        groups = {}
        for key, fields in changed.items():
            groups.setdefault(frozenset(fields), []).append(users[key])
        for fields, people in groups.items():
            bulk.update(people, fields, by=by, reason=REASON)
        bulk.create([change.target for change in plan.changes if change.action == Action.CREATE], by=by, reason=REASON)
        moved = [change.target for change in plan.changes if change.action == Action.UPDATE and change.fields]
        bulk.update(moved, {"started_on", "ended_on"}, by=by, reason=REASON)

    def lines(self):
        """Yield the memberships of today and those to come as this sheet writes them."""
        today = timezone.localdate()
        rows = Membership.objects.filter(role__in=list(ROLES)).exclude(ended_on__lt=today)
        for one in rows.select_related("user", "unit").order_by("unit__code", "user__name", "pk").iterator(2000):
            yield [_text(one, column.key) for column in self.columns]

    def present(self, keys):
        wanted = set(keys)
        rows = Membership.objects.filter(role__in=list(ROLES)).select_related("user", "unit")
        return {
            _key(one): {name: _text(one, name) for name in self.columns.required} for one in rows if _key(one) in wanted
        }


class _Known:
    """The people and units of the portal, and what this file has said of them so far."""

    def __init__(self, rows, lock):
        names = {row.values.get("username", "").lower() for row in rows}
        users = User.objects.order_by("pk")
        users = users.select_for_update(of=("self",)) if lock else users
        self.users = {user.username.lower(): user for user in users if user.username.lower() in names}
        self.units, self.claims, self.memberships, self.taken = {}, {}, {}, {}
        for unit in Unit.objects.active():
            for name in {unit.code, unit.name}:
                self.units[name] = None if name in self.units else unit
        found = Membership.objects.filter(user__in=[user.pk for user in self.users.values()]).order_by("pk")
        for one in found.select_related("unit"):
            self.memberships.setdefault((one.user_id, one.role, one.unit_id), []).append(one)

    def unit(self, row):
        words = row.values.get("unit")
        if words is None:
            return None
        if self.units.get(words) is None:
            several = _("Several units are called “%(name)s”; give the unit's code.")
            row.add("unit", (several if words in self.units else _("There is no unit “%(name)s”.")) % {"name": words})
        return self.units.get(words)

    def person(self, row):
        """The person of the row and what it changes: ``{field: value before}``."""
        values, changed = row.values, {}
        user = self.users.get(values["username"].lower())
        if user is None:
            if not values.get("name"):
                row.add(
                    "name", _("The user name %(name)s is new: give the person's name.") % {"name": values["username"]}
                )
            user = User(username=values["username"], password=make_password(None))
            self.users[values["username"].lower()] = user
        claims = self.claims.setdefault(id(user), {})
        for name in FACTS:
            if not (value := values.get(name)):
                continue
            if claims.setdefault(name, value) != value:
                row.add(name, _("An earlier row says otherwise: %(value)s") % {"value": claims[name]})
            elif getattr(user, name) != value:
                changed[name] = getattr(user, name)
                setattr(user, name, value)
        return user, ({} if user.pk is None else changed)

    def membership(self, user, row, unit):
        """The membership that the row means: of the same first day, else the open one, else the last."""
        key = (id(user), row.values["role"], getattr(unit, "pk", None), row.values.get("from"))
        if key in self.taken:
            row.add("role", Teams.twice % {"row": self.taken[key]})
        self.taken[key] = row.number
        found = self.memberships.get((user.pk, row.values["role"], getattr(unit, "pk", None)), []) if user.pk else []
        for one in found:
            one.user = user
        begun = row.values.get("from")
        same = [one for one in found if begun and one.started_on == begun]
        return next(iter(same), None) or next((one for one in found if one.ended_on is None), None) or _last(found, row)


def _last(found, row):
    """An ended membership is meant again only when the sheet does not begin another one."""
    return found[-1] if found and not row.values.get("from") and row.values.get("until") else None


def _refuse_misplaced(row, unit):
    role = row.values["role"]
    if unit is None:
        if role != Role.LEADER:
            row.add("unit", _("This role needs a unit."))
    elif role == Role.DISTRICT and not unit.district_id:
        row.add("unit", _("A district lead works in a unit that belongs to a district."))
    elif role == Role.GENERAL and unit.kind != UnitKind.LOCAL_UNIT:
        row.add("unit", _("A general steward works in a local unit."))


def _text(membership, column):
    user, unit = membership.user, membership.unit
    dates = {"from": membership.started_on, "until": membership.ended_on}
    if column in dates:
        return str(dates[column] or "")
    if column == "role":
        return Teams.columns.by_key["role"].show(membership.role)
    if column == "unit":
        return unit.code if unit else ""
    return getattr(user, column)


def _key(membership):
    unit = membership.unit.code if membership.unit else ""
    return " · ".join([membership.user.username, membership.role, unit])


TEAMS = register(Teams())
