"""What the pages of an import show: the counts as filters, a page of rows, and each row as cells and sentences."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from portal.common.exports import masked_email
from portal.common.templatetags.words import masked

from .enums import Action

PER_PAGE = 25
#: What the preview can be narrowed to, in the order in which it matters; ``noted`` are rows that only tell something.
SHOWN = {
    Action.ERROR: _("with errors"),
    "noted": _("with notes"),
    Action.UPDATE: _("change"),
    Action.CREATE: _("added"),
    Action.END: _("end an assignment"),
    Action.MISSING: _("missing from the file"),
    Action.UNCHANGED: _("unchanged"),
}


@dataclass(frozen=True)
class Filter:
    """One count of the preview, which narrows the list to its rows."""

    key: str
    label: str
    count: int
    is_chosen: bool


def _narrowed(run, key):
    if key == "noted":
        return run.rows.exclude(notes=[])
    return run.rows.filter(action=key)


def filters(run, chosen):
    """Return the counts of an import that are not nought; ``chosen`` is the key of the one that is shown."""
    ended = run.ended
    counts = {
        Action.ERROR: run.failed, Action.UPDATE: run.updated, Action.CREATE: run.created, Action.END: ended,
        Action.MISSING: run.missing - ended, Action.UNCHANGED: run.unchanged, "noted": _narrowed(run, "noted").count(),
    }  # fmt: skip
    keys = [key for key in SHOWN if counts[key]]
    chosen = chosen if chosen in keys else next(iter(keys), "")
    return [Filter(str(key), SHOWN[key], counts[key], key == chosen) for key in keys]


def page_of(run, asked, number):
    """Return the filters and one page of the rows that the chosen one holds, each as :class:`Line`."""
    found = filters(run, asked)
    chosen = next((one.key for one in found if one.is_chosen), "")
    rows = _narrowed(run, chosen).order_by("number", "key") if chosen else run.rows.none()
    page = Paginator(rows, PER_PAGE).get_page(number)
    page.object_list = [Line(run.kind_of, row) for row in page.object_list]
    return {"filters": found, "chosen": chosen, "page": page}


class Line:
    """One row of the preview as people read it; what is personal is shown in part."""

    def __init__(self, kind, row):
        self.kind, self.row = kind, row

    @property
    def faults(self):
        """Errors and notes as (column, sentence)."""
        return [(self._label(one["column"]), one["message"]) for one in [*self.row.errors, *self.row.notes]]

    @property
    def differences(self):
        """What changes as (column, before, after)."""
        return [
            (self._label(column), self._seen(column, before), self._seen(column, after))
            for column, before, after in self.row.differences
        ]

    @property
    def cells(self):
        """What a new row says as (column, text)."""
        if self.row.action != Action.CREATE:
            return []
        values = self.kind.revive(self.row.values)
        columns = [column for column in self.kind.columns if column.key in values]
        return [(column.label, self._seen(column.key, column.show(values[column.key]))) for column in columns]

    def _label(self, key):
        column = self.kind.columns.by_key.get(key)
        return column.label if column else ""

    def _seen(self, key, text):
        if key not in self.kind.personal or not text:
            return text
        return masked_email(text) if "@" in text else masked(text)
