"""Reference tables as imports: each column is a field of one model, a natural key tells the rows apart.

A simple table is ten lines: a :class:`ModelKind` with its model, its fields, and the key. Empty cells never erase data,
rows that the file does not name are listed and stay.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.common import bulk

from .enums import Action
from .kinds import Absent, Change, Difference, Kind, Plan

REASON = "import"


@dataclass(frozen=True)
class Link:
    """A column that names a row of another model: ``by`` are the fields by which it may be named, the first shown.

    ``among`` narrows the rows (a callable that returns a QuerySet); a name that several rows have is refused.
    """

    model: type
    by: tuple[str, ...]
    among: Callable | None = None

    def rows(self):
        """Return ``{name: row or None}``; None where several rows share the name."""
        found = {}
        for row in self.among() if self.among else self.model._default_manager.all():
            for name in {str(getattr(row, field) or "") for field in self.by} - {""}:
                found[name] = None if name in found else row
        return found


class ModelKind(Kind):
    """A sheet whose rows are rows of ``model``; columns have the names of its fields, unless ``fields`` say others.

    ``links`` name rows of other models by column; ``defaults`` are given to new rows. Override :meth:`derive` to set
    what follows from other fields, :meth:`check` for rules, :meth:`rows` to narrow what counts as the portal's side.
    """

    model: type
    #: ``{column key: field name}`` where they differ.
    fields: dict[str, str] = {}
    links: dict[str, Link] = {}
    defaults: dict = {}
    #: Whether the rows of the portal that the file does not name are listed.
    lists_missing = True

    def field(self, column):
        return self.fields.get(column, column)

    def rows(self):
        """Return the rows of the portal that this kind compares with."""
        return self.model._default_manager.all()

    def derive(self, instance, changed):
        """Set what follows from the changed fields; return the names of fields set besides."""
        return set()

    def check(self, row, instance):
        """Add the errors of a row that only the whole row shows (``row.add(column, sentence)``)."""

    def text(self, instance, column):
        """Return what a sheet says of ``column`` of ``instance``."""
        value = getattr(instance, self.field(column), None)
        if value in (None, "", []):
            return ""
        if column in self.links:
            return str(getattr(value, self.links[column].by[0]))
        return str(self.columns.by_key[column].show(value))

    def lines(self):
        """Yield the rows of the portal as this sheet writes them."""
        for row in self.rows().select_related(*self._joined()).order_by(*self._order()).iterator(2000):
            yield [self.text(row, column.key) for column in self.columns]

    def _order(self):
        return [self.field(column) for column in self.key]

    def key_in_portal(self, instance):
        return " · ".join(self.text(instance, column) for column in self.key)

    def revive(self, values):
        """Return the staged values as the columns read them: what JSON made text of is read again."""
        return {
            key: self.columns.by_key[key].read(value) if isinstance(value, str) else value
            for key, value in values.items()
        }

    def present(self, keys):
        wanted, columns = set(keys), self.columns.required
        found = ((self.key_in_portal(row), row) for row in self.rows().select_related(*self._joined()))
        return {key: {name: self.text(row, name) for name in columns} for key, row in found if key in wanted}

    def _joined(self):
        return [self.field(column) for column in self.links]

    def plan(self, rows, options, *, lock=False):
        """Compare the rows with the table by key, field by field."""
        found = self.rows().select_related(*self._joined()).order_by("pk")
        if lock:
            found = found.select_for_update(of=("self",))
        known = {self.key_in_portal(instance): instance for instance in found}
        linked = {column: link.rows() for column, link in self.links.items()}
        plan, named = Plan(rows), set()
        for row in rows:
            named.add(self.key_of(row.values))
            if not row.errors:
                self._plan_row(plan, row, known, linked)
        if self.lists_missing:
            plan.absent = [
                Absent(key, str(instance), target=instance) for key, instance in known.items() if key not in named
            ]
        return plan

    def _plan_row(self, plan, row, known, linked):
        values = self._linked(row, linked)
        instance = known.get(self.key_of(row.values))
        is_new = instance is None
        if is_new:
            instance = self.model(**self.defaults)
        differences, changed = [], set()
        for column, value in values.items():
            if not is_new and getattr(instance, self.field(column)) == value:
                continue
            before = "" if is_new else self.text(instance, column)
            setattr(instance, self.field(column), value)
            changed.add(self.field(column))
            if not is_new:
                differences.append(Difference(column, before, self.text(instance, column)))
        if changed:
            changed |= self.derive(instance, changed)
            self.check(row, instance)
            self._clean(row, instance)
        if not row.errors:
            action = Action.CREATE if is_new else Action.UPDATE if changed else Action.UNCHANGED
            change = Change(row, action, differences, str(instance), instance)
            change.fields = changed
            plan.changes.append(change)

    def _linked(self, row, linked):
        values = dict(row.values)
        for column, rows in linked.items():
            if column not in values:
                continue
            name = str(values[column])
            if rows.get(name) is None:
                sentence = _("Several rows are called “%(name)s”; give the code.") if name in rows else ""
                row.add(column, (sentence or _("“%(name)s” is not in the portal.")) % {"name": name})
                values.pop(column)
            else:
                values[column] = rows[name]
        return values

    def _clean(self, row, instance):
        """Let the fields and constraints of the model speak, beside the column they mean."""
        if row.errors:
            return
        columns = {self.field(column.key): column.key for column in self.columns}
        try:
            instance.clean_fields(exclude=[f.name for f in self.model._meta.fields if f.name not in columns])
            instance.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    row.add(columns.get(name, self.key[0]), message)

    def apply(self, plan, *, by):
        """Write new and changed rows in bulk with history; constraints hold and speak."""
        bulk.create([change.target for change in plan.changes if change.action == Action.CREATE], by=by, reason=REASON)
        groups = {}
        for change in plan.changes:
            if change.action == Action.UPDATE:
                groups.setdefault(frozenset(change.fields), []).append(change.target)
        for fields, instances in groups.items():
            bulk.update(instances, fields, by=by, reason=REASON)
