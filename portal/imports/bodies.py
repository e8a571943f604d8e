"""Units as an import: who stands below whom, in which district, for which street."""

from collections import Counter
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import UnitKind
from portal.accounts.models import Unit
from portal.accounts.units import WITHIN_DISTRICT, lock_tree
from portal.places.models import District, Town

from . import cells
from .columns import Column, Columns
from .enums import Action
from .kinds import register
from .model_kinds import Link
from .trees import TreeKind
from .words import choice_column

UNIT_KINDS = {
    UnitKind.CITY_LEAD: ("市牵头部门",), UnitKind.DISTRICT_LEAD: ("区牵头部门",),
    UnitKind.LOCAL_UNIT: ("属地单位", "街镇"),
    UnitKind.DEPARTMENT: ("部门", "委办局"), UnitKind.GOVERNMENT: ("政府", "人民政府"),
    UnitKind.INSTITUTION: ("社会机构", "公用事业单位"), UnitKind.DESK: ("诉求受理中心",),
}  # fmt: skip


class Units(TreeKind):
    """Lead departments, local units, departments, institutions and the desk.

    An import opens units and corrects them; closing and merging ask what becomes of people and cases and have their
    own page. A unit keeps its kind, and a local unit or district lead its district.
    """

    code, label = "units", gettext_lazy("units")
    help = gettext_lazy(
        "Lead departments, local units, departments and institutions. Units that the file does not name stay open; "
        "closing and merging have their own page."
    )
    model, key = Unit, ("code",)
    twice = gettext_lazy("This code already stands in row %(row)s.")
    columns = Columns((
        Column("code", "代码", cells.code, ("单位代码",), required=True, missing=gettext_lazy("Give the code.")),
        Column("name", "名称", partial(cells.line, most=80), ("单位名称", "单位"), required=True,
               missing=gettext_lazy("Give the name.")),
        Column("name_en", "英文名称", partial(cells.line, most=120), ("英文名", "english name")),
        choice_column("kind", "类型", UNIT_KINDS, ("单位类型",), required=True, missing=gettext_lazy("Give the kind.")),
        Column("parent", "上级单位代码", cells.code, ("上级代码", "上级单位", "parent code")),
        Column("district", "所属区", partial(cells.line, most=30), ("区",)),
        Column("town", "街镇代码", partial(cells.line, most=60), ("街镇", "street")),
    ))  # fmt: skip
    links = {
        "parent": Link(Unit, ("code", "name"), Unit.objects.active),
        "district": Link(District, ("name", "code", "name_en")),
        "town": Link(Town, ("code", "name")),
    }

    def _plan_row(self, plan, row, known, linked):
        unit = known.get(row.values["code"])
        if unit is not None and not unit.is_active:
            row.add("code", _("%(unit)s is closed.") % {"unit": unit})
        elif unit is not None and unit.kind != row.values["kind"]:
            row.add("kind", _("A unit keeps its kind; open a new unit instead."))
        elif unit is not None and self._would_move(unit, row, linked):
            row.add("district", _("A unit of this kind keeps its district: people and enterprises are counted there."))
        else:
            super()._plan_row(plan, row, known, linked)

    def _would_move(self, unit, row, linked):
        district = linked["district"].get(row.values.get("district"))
        return unit.kind in WITHIN_DISTRICT and district is not None and district.pk != unit.district_id

    def derive(self, instance, changed):
        """A unit of a street belongs to the street's district."""
        if "town" in changed and instance.town and not instance.district_id:
            instance.district = instance.town.district
            return {"district"}
        return set()

    def check(self, row, instance):
        if instance.town and instance.town.district_id != instance.district_id:
            row.add("town", _("This street belongs to another district."))
        if instance.kind in WITHIN_DISTRICT and not instance.district_id:
            row.add("district", _("A unit of this kind belongs to a district."))

    def plan(self, rows, options, *, lock=False):
        plan = super().plan(rows, options, lock=lock)
        plan.absent = [absent for absent in plan.absent if absent.target.is_active]
        self._refuse_second_units(plan)
        return plan

    def _refuse_second_units(self, plan):
        """A street has one local unit in charge."""
        changed = [change for change in plan.changes if change.action != Action.UNCHANGED and _in_charge(change.target)]
        others = Unit.objects.active().filter(kind=UnitKind.LOCAL_UNIT).exclude(town=None)
        others = others.exclude(pk__in=[change.target.pk for change in changed if change.target.pk])
        taken = Counter(others.values_list("town", flat=True)) + Counter(change.target.town_id for change in changed)
        for change in changed:
            if taken[change.target.town_id] > 1:
                change.row.add("town", _("This street, town or park already has a local unit."))
        plan.changes = [change for change in plan.changes if not change.row.errors]

    def lines(self):
        """Yield the open units: what is closed cannot come in again."""
        closed = set(Unit.objects.filter(is_active=False).values_list("code", flat=True))
        return (line for line in super().lines() if line[0] not in closed)

    def apply(self, plan, *, by):
        lock_tree()
        super().apply(plan, by=by)


def _in_charge(unit):
    return unit.kind == UnitKind.LOCAL_UNIT and unit.is_active and unit.town_id


UNITS = register(Units())
