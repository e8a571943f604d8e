"""Reference tables of appeals as imports: categories, and time limits by the day they take effect."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.enums import Level
from portal.imports import cells
from portal.imports.columns import Column, Columns
from portal.imports.kinds import register
from portal.imports.model_kinds import Link, ModelKind
from portal.imports.trees import TreeKind
from portal.imports.words import choice_column, yes_no_column

from .enums import DayKind, Difficulty, PromiseKind
from .models import Category, TimeLimit

LEVELS = {Level.MUNICIPAL: ("市级", "市"), Level.DISTRICT: ("区级", "区"), Level.STREET: ("街镇级", "街镇")}
PROMISES = {
    PromiseKind.REVIEW: ("审核",), PromiseKind.DISPATCH: ("派单", "分派"), PromiseKind.TAKE_ON: ("接办或退回", "签收"),
    PromiseKind.FIRST_CONTACT: ("首次联系",), PromiseKind.FINAL_REPLY: ("最终答复", "办结答复"),
    PromiseKind.RATING: ("企业评价", "评价"), PromiseKind.REOPEN: ("企业重启", "重启"),
    PromiseKind.INTERIM_REPLY: ("阶段答复", "中期答复"), PromiseKind.NEXT_REPLY: ("再次承诺的答复", "再次答复"),
    PromiseKind.FOLLOW_UP: ("差评回访", "回访"), PromiseKind.RECHECK: ("差评复核", "复核"),
    PromiseKind.ANSWER: ("企业答复",),
}  # fmt: skip
DIFFICULTIES = {Difficulty.GENERAL: ("一般", "一般诉求"), Difficulty.DIFFICULT: ("疑难", "疑难诉求")}
DAY_KINDS = {DayKind.WORKING: ("工作日",), DayKind.CALENDAR: ("自然日", "日历日")}


class Categories(TreeKind):
    """What appeals are about: top categories and their children, two levels."""

    code, label = "categories", gettext_lazy("categories of appeals")
    help = gettext_lazy("Two levels. A category that is no longer wanted is set inactive; its appeals keep it.")
    model, key = Category, ("code",)
    twice = gettext_lazy("This code already stands in row %(row)s.")
    columns = Columns((
        Column("code", "代码", cells.code, ("类别代码",), required=True, missing=gettext_lazy("Give the code.")),
        Column("name", "名称", partial(cells.line, most=40), ("类别名称", "类别"), required=True,
               missing=gettext_lazy("Give the name.")),
        Column("name_en", "英文名称", partial(cells.line, most=60), ("英文名",), required=True,
               missing=gettext_lazy("Give the name in English.")),
        Column("parent", "上级代码", cells.code, ("上级类别",)),
        Column("hint", "说明", partial(cells.line, most=200), ("提示",)),
        Column("hint_en", "英文说明", partial(cells.line, most=200), ("英文提示",)),
        yes_no_column("is_active", "是否启用", ("启用", "active")),
    ))  # fmt: skip
    links = {"parent": Link(Category, ("code", "name"))}

    def check(self, row, instance):
        if instance.parent and instance.parent.parent_id:
            row.add("parent", _("Categories have two levels; choose a top category."))


class TimeLimits(ModelKind):
    """How long each promise takes. A limit is never overwritten: another one takes effect from a later day."""

    code, label = "time_limits", gettext_lazy("time limits")
    help = gettext_lazy(
        "A limit in effect is never overwritten: give the new number of days with the day from which it holds. "
        "Promises already made keep their dates."
    )
    model, key = TimeLimit, ("kind", "difficulty", "category", "level", "effective_from")
    twice = gettext_lazy("This limit already stands in row %(row)s.")
    columns = Columns((
        choice_column("kind", "承诺事项", PROMISES, ("事项",), required=True,
                      missing=gettext_lazy("Give the promise.")),
        choice_column("difficulty", "难易程度", DIFFICULTIES, ("难易",)),
        Column("category", "类别代码", cells.code, ("类别",)),
        choice_column("level", "级别", LEVELS, ("服务包级别",)),
        Column("days", "天数", cells.count, ("时限",), required=True, missing=gettext_lazy("Give the number of days.")),
        choice_column("day_kind", "计算方式", DAY_KINDS, ("日类型",)),
        Column("effective_from", "生效日期", cells.day, ("起始日期",), required=True,
               missing=gettext_lazy("Give the day from which it holds.")),
        Column("basis", "依据", partial(cells.line, most=120), ("法律依据",)),
    ))  # fmt: skip
    links = {"category": Link(Category, ("code", "name"))}

    def key_of(self, values):
        return " · ".join(str(values.get(name) or "") for name in self.key)

    def key_in_portal(self, instance):
        parts = (instance.kind, instance.difficulty, self.text(instance, "category"), instance.level)
        return " · ".join([*map(str, parts), str(instance.effective_from)])

    def plan(self, rows, options, *, lock=False):
        seen = {}
        for row in rows:
            key = self.key_of(row.values)
            if key in seen and not row.errors:
                row.add("kind", self.twice % {"row": seen[key]})
            seen.setdefault(key, row.number)
        return super().plan(rows, options, lock=lock)

    def _plan_row(self, plan, row, known, linked):
        limit = known.get(self.key_of(row.values))
        values = row.values
        if values["days"] < 1:
            row.add("days", _("A limit is at least one day."))
        elif limit is None and values["effective_from"] < timezone.localdate():
            row.add("effective_from", _("A new limit takes effect today at the earliest."))
        elif limit is not None and self._says_otherwise(limit, values):
            row.add("days", _("A limit is never overwritten; give a later day from which the new one holds."))
        if not row.errors:
            super()._plan_row(plan, row, known, linked)

    def _says_otherwise(self, limit, values):
        return values["days"] != limit.days or values.get("day_kind", limit.day_kind) != limit.day_kind


register(Categories())
register(TimeLimits())
