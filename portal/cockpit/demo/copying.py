"""Writes many rows quickly: PostgreSQL's COPY, with the keys counted here and the history rows beside them."""

import itertools
from enum import Enum

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

REASON = "demo city"


class Keys:
    """Counts primary keys on from the largest one in each table."""

    def __init__(self):
        self._counts = {}

    def of(self, model):
        """Return the counter of a table; the first call asks the database."""
        if model not in self._counts:
            largest = model._base_manager.aggregate(largest=Max("pk"))["largest"] or 0
            self._counts[model] = itertools.count(largest + 1)
        return self._counts[model]

    def next(self, model):
        return next(self.of(model))

    def settle(self):
        """Let the tables' own sequences go on behind the keys that were counted here."""
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), list(self._counts)):
                cursor.execute(sql)


class Copier:
    """Copies model instances that carry their primary keys into their tables."""

    def __init__(self, keys, at):
        self.keys, self.at = keys, at
        self.written = {}

    def rows(self, model, instances):
        """Copy the instances as they are."""
        fields = model._meta.concrete_fields
        names = [field.attname for field in fields]
        self._copy(model, fields, ([getattr(row, name) for name in names] for row in instances))
        self.written[model] = self.written.get(model, 0) + len(instances)

    def history(self, model, instances, *, at=None, by=None, kind="+"):
        """Copy history rows of the instances; ``at`` and ``by`` are functions of the row (default: now, nobody)."""
        shadow = model.history.model
        own = [field.attname for field in shadow.tracked_fields]
        fields = [shadow._meta.get_field(field.name) for field in shadow.tracked_fields]
        fields += [
            shadow._meta.get_field(name)
            for name in ("history_id", "history_date", "history_change_reason", "history_type", "history_user")
        ]
        numbers = self.keys.of(shadow)  # asked before the copy begins: one connection does one thing at a time
        self._copy(
            shadow,
            fields,
            (
                [
                    *[getattr(row, name) for name in own],
                    next(numbers),
                    at(row) if at else self.at,
                    REASON,
                    kind,
                    by(row) if by else None,
                ]
                for row in instances
            ),
        )

    def with_history(self, model, instances, **options):
        self.rows(model, instances)
        self.history(model, instances, **options)

    def _copy(self, model, fields, rows):
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        sql = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row([value.value if isinstance(value, Enum) else value for value in row])
