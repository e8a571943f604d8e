"""Rows that migrations bring (places, industries, working days, limits) outlive tests that write for everybody to see.

A transactional test ends with a database as migrations leave it: instead of truncating every table and running what
follows a migration, which takes seconds, the rows of the tables that hold any are deleted, and those that were there
at the beginning are put back from copies in a schema of their own.
"""

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

SCHEMA = "kept"
#: Tables of more bytes are vacuumed after their rows were deleted: autovacuum is off while tests run.
LARGE = 1024 * 1024


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """The test database as migrations leave it, with a copy of every row set aside."""
    with django_db_blocker.unblock():
        _set_aside()
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: put_back()
    yield
    TransactionTestCase._fixture_teardown = flush


def _own_tables():
    names = connection.introspection.table_names()
    return sorted(name for name in names if name != "django_migrations")


def _filled(cursor):
    """Tables that hold rows now."""
    asked = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in _own_tables()]
    cursor.execute(" UNION ALL ".join(asked))
    return sorted(name for (name,) in cursor.fetchall())


def _set_aside():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in _filled(cursor):
            cursor.execute(f'CREATE TABLE {SCHEMA}."{table}" AS TABLE "{table}"')


def put_back():
    """Leave exactly the rows that were set aside."""
    from django.contrib.contenttypes.models import ContentType  # apps are not loaded when plugins are

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # neither foreign keys nor other triggers
        filled = _filled(cursor)
        for table in filled:
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])
        for (table,) in cursor.fetchall():
            columns = ", ".join(_columns(cursor, table))
            cursor.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM {SCHEMA}."{table}"')
    with connection.cursor() as cursor:
        for table in filled:
            cursor.execute("SELECT pg_table_size(%s::regclass) > %s", [f'"{table}"', LARGE])
            if cursor.fetchone()[0]:
                cursor.execute(f'VACUUM "{table}"')
    ContentType.objects.clear_cache()
    connection.close()


def _columns(cursor, table):
    """The columns that can be written: the database fills in generated ones itself."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [f'"{name}"' for (name,) in cursor.fetchall()]
