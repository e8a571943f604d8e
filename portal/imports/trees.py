"""Tables whose rows stand below each other: a sheet may bring parents and children together, in any order."""

from django.utils.translation import gettext as _

from .enums import Action
from .model_kinds import ModelKind


class TreeKind(ModelKind):
    """A :class:`ModelKind` with one key column and a column ``parent`` that names another row by its key."""

    parent = "parent"

    def plan(self, rows, options, *, lock=False):
        """Compare parents before their children; a tree that would go in a circle is an error of its rows."""
        self._refuse_circles(rows)
        plan = super().plan(_parents_first(rows, self.key_of, self.parent), options, lock=lock)
        plan.rows = rows
        plan.changes.sort(key=lambda change: change.row.number)
        return plan

    def _plan_row(self, plan, row, known, linked):
        before = len(plan.changes)
        super()._plan_row(plan, row, known, linked)
        for change in plan.changes[before:]:
            if change.action == Action.CREATE:
                linked[self.parent][self.key_of(row.values)] = change.target

    def _clean(self, row, instance):
        """A parent that the same sheet brings is not in the table yet; the database checks it when both are."""
        parent = getattr(instance, self.parent)
        if parent is None or not parent._state.adding:
            return super()._clean(row, instance)
        setattr(instance, self.parent, None)
        super()._clean(row, instance)
        setattr(instance, self.parent, parent)
        return None

    def _refuse_circles(self, rows):
        field = self.links[self.parent].by[0]
        above = dict(self.rows().values_list(field, f"{self.parent}__{field}"))
        above |= {self.key_of(row.values): row.values[self.parent] for row in rows if self.parent in row.values}
        for row in rows:
            seen, node = set(), self.key_of(row.values)
            while node and node not in seen:
                seen.add(node)
                node = above.get(node)
            if node and self.parent in row.values:
                row.add(self.parent, _("“%(name)s” would stand below itself.") % {"name": node})


def _parents_first(rows, key_of, parent):
    named = {key_of(row.values): row for row in rows}
    done, order = set(), []
    for one in rows:
        chain, row = [], one
        while row is not None and id(row) not in done:
            done.add(id(row))
            chain.append(row)
            row = named.get(row.values.get(parent))
        order += reversed(chain)
    return order
