"""Writes many rows quickly: plain values instead of model instances, PostgreSQL's COPY, keys counted here."""

import itertools
from operator import attrgetter, itemgetter

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

REASON = "演示数据"


class Row:
    """The columns of a row by their names, and the rows that its keys point at; a tenth of a model instance's cost."""

    def __init__(self, columns):
        self.__dict__ = columns

    @property
    def pk(self):
        return self.id


class Table:
    """Makes rows of one model, with the defaults of its fields and the next primary keys."""

    def __init__(self, model):
        self.model = model
        self.fields = model._meta.concrete_fields
        self.keys = {field.name: field.attname for field in self.fields if field.is_relation}
        self.defaults = {field.attname: field.get_default() for field in self.fields}
        largest = model._base_manager.aggregate(largest=Max("pk"))["largest"] or 0
        self.numbers = itertools.count(largest + 1)

    def row(self, **values):
        """Return a new row; a foreign key is given as the row it points at."""
        columns = {**self.defaults, **values}
        for name in values.keys() & self.keys.keys():
            target = values[name]
            columns[self.keys[name]] = None if target is None else target.pk
        if columns["id"] is None:
            columns["id"] = next(self.numbers)
        return Row(columns)


class Tables:
    """One :class:`Table` for each model."""

    def __init__(self):
        self._tables = {}

    def __getitem__(self, model):
        if model not in self._tables:
            self._tables[model] = Table(model)
        return self._tables[model]

    def settle(self):
        """Let the tables' own sequences go on behind the keys that were counted here."""
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), list(self._tables)):
                cursor.execute(sql)


class Copier:
    """Copies rows into their tables, and history rows beside them."""

    def __init__(self, tables, at):
        self.tables, self.at = tables, at

    def rows(self, model, rows):
        """Copy the rows as they are."""
        fields = self.tables[model].fields
        self._copy(model, fields, rows, [field.attname for field in fields])

    def history(self, model, rows, *, at=None, by=None, kind="+"):
        """Copy history rows; ``at`` and ``by`` name columns of the row (default: now, nobody)."""
        shadow = model.history.model
        names = [field.attname for field in shadow.tracked_fields]
        fields = [shadow._meta.get_field(field.name) for field in shadow.tracked_fields]
        added = ("history_id", "history_date", "history_change_reason", "history_type", "history_user")
        fields += [shadow._meta.get_field(name) for name in added]
        numbers = self.tables[shadow].numbers  # asked before the copy begins: one connection does one thing at a time
        moment = attrgetter(at) if at else lambda _row: self.at
        person = attrgetter(by) if by else lambda _row: None
        self._copy(
            shadow, fields, rows, names, lambda row: [next(numbers), moment(row), REASON, kind, person(row)]
        )  # fmt: skip

    def with_history(self, model, rows, **options):
        self.rows(model, rows)
        self.history(model, rows, **options)

    def _copy(self, model, fields, rows, names, more=lambda row: ()):
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        sql = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
        of_row = itemgetter(*names)
        chosen = [place for place, field in enumerate(fields) if field.choices]
        with connection.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                values = [*of_row(row.__dict__), *more(row)]
                for place in chosen:  # an enum's member is written as its value
                    values[place] = getattr(values[place], "value", values[place])
                copy.write_row(values)
