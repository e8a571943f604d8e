"""Reference tables of the kernel as imports: streets and towns, and the working calendar."""

import re
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.models import CalendarDay
from portal.common.workdays import forget_calendar
from portal.places.enums import TownKind
from portal.places.models import District, Town

from . import cells
from .columns import Column, Columns
from .kinds import register
from .model_kinds import Link, ModelKind
from .words import choice_column, yes_no_column

TOWN_KINDS = {
    TownKind.STREET: ("街道",), TownKind.TOWN: ("镇",), TownKind.TOWNSHIP: ("乡",),
    TownKind.PARK: ("园区", "农场", "开发区"),
}  # fmt: skip


class Towns(ModelKind):
    """Streets, towns, townships and parks by their division code; none leaves its district."""

    code, label = "towns", gettext_lazy("streets, towns and parks")
    help = gettext_lazy("Streets, towns, townships and parks with their nine-figure division codes.")
    model, key = Town, ("code",)
    twice = gettext_lazy("This code already stands in row %(row)s.")
    columns = Columns((
        Column("code", "代码", cells.code, ("区划代码",), required=True, missing=gettext_lazy("Give the code.")),
        Column("name", "名称", partial(cells.line, most=60), ("街镇名称", "街镇"), required=True,
               missing=gettext_lazy("Give the name.")),
        Column("district", "所属区", partial(cells.line, most=30), ("区", "区代码"), required=True,
               missing=gettext_lazy("Give the district.")),
        choice_column("kind", "类型", TOWN_KINDS, required=True, missing=gettext_lazy("Give the kind.")),
    ))  # fmt: skip
    links = {"district": Link(District, ("name", "code", "name_en"))}

    def check(self, row, instance):
        if not re.fullmatch(r"\d{9}", instance.code):
            row.add("code", _("A division code has nine figures."))
        elif instance.district_id and instance.code[:6] != instance.district_id:
            row.add("district", _("The code belongs to another district: it begins with the district's six figures."))
        others = Town.objects.filter(district=instance.district_id, name=instance.name).exclude(pk=instance.code)
        if others.exists():
            row.add("name", _("The district already has a street, town or park of this name."))


class Calendar(ModelKind):
    """The official working calendar: holidays and make-up working days (调休), for promises made from then on."""

    code, label = "calendar", gettext_lazy("working calendar")
    help = gettext_lazy(
        "Holidays and make-up working days; days that do not stand in it follow the week. Promises already made keep "
        "their dates."
    )
    model, key = CalendarDay, ("date",)
    twice = gettext_lazy("This day already stands in row %(row)s.")
    lists_missing = False
    columns = Columns((
        Column("date", "日期", cells.day, required=True, missing=gettext_lazy("Give the day.")),
        yes_no_column("is_workday", "是否工作日", ("工作日", "workday"), required=True,
                      missing=gettext_lazy("Say whether people work on this day.")),
        Column("note", "备注", partial(cells.line, most=100), ("说明", "节假日")),
    ))  # fmt: skip

    def apply(self, plan, *, by):
        super().apply(plan, by=by)
        transaction.on_commit(forget_calendar)


TOWNS = register(Towns())
CALENDAR = register(Calendar())
