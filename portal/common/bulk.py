"""Writes thousands of rows through PostgreSQL's COPY, each with its row of history.

Ten times as fast as ``bulk_create_with_history``, with the same outcome: rows get their keys, history says who and why.
Constraints hold as ever; a violated one arrives as ``IntegrityError``. Neither ``save()`` nor signals run.
"""

from operator import attrgetter

from django.db import connection, models, transaction
from django.utils import timezone
from psycopg import sql


@transaction.atomic
def create(rows, *, by=None, reason=""):
    """Insert the unsaved instances ``rows`` of one model and give them their keys; history names ``by`` and ``reason``.

    Foreign keys may point to instances that were saved after they were set.
    """
    rows = list(rows)
    if not rows:
        return rows
    model = type(rows[0])
    if isinstance(model._meta.pk, models.AutoField):
        for row, key in zip(rows, _new_keys(model, len(rows)), strict=True):
            row.pk = key
    for row in rows:
        row._prepare_related_fields_for_save(operation_name="bulk_create")
        row._state.adding, row._state.db = False, connection.alias
    fields = model._meta.concrete_fields
    for field in fields:
        if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
            for row in rows:
                field.pre_save(row, add=True)
    _copy(model._meta.db_table, [field.column for field in fields], _values(rows, fields))
    _record(rows, "+", by, reason)
    return rows


@transaction.atomic
def update(rows, fields, *, by=None, reason=""):
    """Write the ``fields`` (names) of saved instances ``rows`` of one model; history names ``by`` and ``reason``."""
    rows = list(rows)
    if not rows or not fields:
        return rows
    model = type(rows[0])
    changed = [model._meta.get_field(name) for name in sorted(fields)]
    for row in rows:
        row._prepare_related_fields_for_save(operation_name="bulk_update", fields=changed)
    key = model._meta.pk
    table, columns = sql.Identifier(model._meta.db_table), [field.column for field in (key, *changed)]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE bulk_update ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                _listed(columns), table
            )
        )
        _copy("bulk_update", columns, _values(rows, (key, *changed)))
        pairs = sql.SQL(", ").join(
            sql.SQL("{0} = bulk_update.{0}").format(sql.Identifier(field.column)) for field in changed
        )
        same = sql.SQL("{0}.{1} = bulk_update.{1}").format(table, sql.Identifier(key.column))
        cursor.execute(sql.SQL("UPDATE {} SET {} FROM bulk_update WHERE {}").format(table, pairs, same))
        cursor.execute("DROP TABLE bulk_update")
    _record(rows, "~", by, reason)
    return rows


def _record(rows, kind, by, reason):
    """Write one row of history for each of ``rows``, if their model keeps any."""
    model = type(rows[0])
    name = getattr(model._meta, "simple_history_manager_attribute", None)
    if name is None:
        return
    recorded = getattr(model, name).model
    fields = recorded.tracked_fields
    own = {
        "history_date": timezone.now(),
        "history_change_reason": reason or None,
        "history_type": kind,
        "history_user_id": getattr(by, "pk", None),
    }
    tail = tuple(own.values())
    columns = [field.column for field in fields] + list(own)
    _copy(recorded._meta.db_table, columns, (value + tail for value in _values(rows, fields)))


def _values(rows, fields):
    """Return one tuple of column values a row; JSON is wrapped, everything else psycopg writes as it is."""
    fetch = attrgetter(*(field.attname for field in fields))
    documents = [(place, field) for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    if not documents:
        return map(fetch, rows)
    return (_with_documents(fetch(row), documents) for row in rows)


def _with_documents(values, documents):
    found = list(values)
    for place, field in documents:
        found[place] = field.get_db_prep_save(found[place], connection)
    return tuple(found)


def _copy(table, columns, lines):
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _listed(columns))
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line in lines:
            copy.write_row(line)


def _listed(columns):
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _new_keys(model, count):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]
