"""Fills the tables that grow: the lists are to cost the same at a hundred rows and at a million."""

import json
from time import perf_counter

from django.db import connection, transaction

from .jobs import Job, vacuum

#: Columns that a copy of an appeal gets anew.
_NEW = {
    "id": "copy.new",
    "number": "'SQ-0000-' || copy.new",
    "external_number": "CASE source.external_number WHEN '' THEN '' ELSE 'copy ' || copy.new END",
}


def grow_to(rows):
    """Copy appeals with their handlings and running promises until there are ``rows``; returns the :class:`Job`."""
    began = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        _drop_checks(cursor, "appeals_appeal", "appeals_handling", "appeals_promise")
        cursor.execute(
            """
            CREATE TEMPORARY TABLE copy ON COMMIT DROP AS
            SELECT source.id AS old, nextval(pg_get_serial_sequence('appeals_appeal', 'id')) AS new
            FROM generate_series(1, %s) AS turn
            CROSS JOIN LATERAL (SELECT id FROM appeals_appeal WHERE number IS NOT NULL AND turn > 0) AS source
            LIMIT greatest(0, %s - (SELECT count(*) FROM appeals_appeal))
            """,
            [rows // 1000 + 1, rows],
        )
        _copy(cursor, "appeals_appeal", "id", _NEW)
        cursor.execute(
            "CREATE TEMPORARY TABLE unit_copy ON COMMIT DROP AS SELECT handling.id AS old, copy.old AS of, "
            "copy.new AS appeal, nextval(pg_get_serial_sequence('appeals_handling', 'id')) AS new "
            "FROM appeals_handling handling JOIN copy ON copy.old = handling.appeal_id"
        )
        _copy(cursor, "appeals_handling", "id", {"id": "copy.new", "appeal_id": "copy.appeal"}, "unit_copy")
        cursor.execute(
            "CREATE INDEX ON unit_copy (old, appeal)",
        )
        _copy(
            cursor, "appeals_promise", "appeal_id",
            {
                "id": "nextval(pg_get_serial_sequence('appeals_promise', 'id'))", "appeal_id": "copy.new",
                "follows_id": "NULL",
                "handling_id": "(SELECT new FROM unit_copy WHERE unit_copy.old = source.handling_id"
                " AND unit_copy.appeal = copy.new)",
            },
            where="source.kept_at IS NULL AND source.lapsed_at IS NULL",
        )  # fmt: skip
    vacuum()
    return Job(f"grow to {rows}", perf_counter() - began, rows)


def grow_visits_to(rows):
    """Copy visits, further and further back in time, until there are ``rows``; returns the :class:`Job`."""
    began = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        _drop_checks(cursor, "stewards_visit")
        cursor.execute(
            """
            CREATE TEMPORARY TABLE copy ON COMMIT DROP AS
            SELECT source.id AS old, turn, nextval(pg_get_serial_sequence('stewards_visit', 'id')) AS new
            FROM generate_series(1, %s) AS turn
            CROSS JOIN LATERAL (SELECT id FROM stewards_visit WHERE turn > 0) AS source
            LIMIT greatest(0, %s - (SELECT count(*) FROM stewards_visit))
            """,
            [rows // 50 + 1, rows],
        )
        back = " - copy.turn * interval '400 days'"
        anew = {"id": "copy.new", "client_id": "gen_random_uuid()"}
        _copy(cursor, "stewards_visit", "id", anew | {at: f"source.{at}{back}" for at in ("happened_at", "created_at")})
    vacuum()
    return Job(f"grow visits to {rows}", perf_counter() - began, rows)


def kept_figures():
    """What the pages took before the database grew, ``{page: p95 in ms}``; None while it has not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('bench_base')")
        if cursor.fetchone()[0] is None:
            return None
        cursor.execute("SELECT figures::text FROM bench_base")
        return json.loads(cursor.fetchone()[0])


def keep_figures(base):
    """Write the figures beside the data that they were measured on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_base (figures jsonb)")
        cursor.execute("INSERT INTO bench_base VALUES (%s)", [json.dumps(base)])


def _drop_checks(cursor, *tables):
    """Drop the foreign keys of ``tables``: copies point where their originals do."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' "
        "AND conrelid = ANY(%s::regclass[])",
        [list(tables)],
    )
    for table, name in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def _copy(cursor, table, key, replaced, copies="copy", where="true"):
    """Insert a copy of the rows of ``table`` whose ``key`` stands in ``copies.old``, some columns ``replaced``."""
    columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    values = [replaced.get(name, f'source."{name}"') for name in columns]
    listed = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({listed}) SELECT {', '.join(values)} "  # noqa: S608 -- names of our own tables
        f"FROM {table} source JOIN {copies} copy ON copy.old = source.{key} WHERE {where}"
    )
