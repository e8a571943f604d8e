"""Rows that migrations bring (places, industries, working days, limits) outlive tests that empty the database.

A transactional test ends with a flush of every table. After it the rows are put back from copies in a schema of their
own, so that the next test finds what a fresh portal has, whatever the order of the tests.
"""

import pytest
from django.db import connection, transaction
from pytest_django.plugin import blocking_manager_key

SCHEMA = "kept"
IS_SET_ASIDE = pytest.StashKey[bool]()
FLUSHING = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """The test database as migrations leave it, with a copy of every row set aside."""
    with django_db_blocker.unblock():
        _set_aside()
    request.config.stash[IS_SET_ASIDE] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Put the rows back once all fixtures of a flushing test are gone, the flush included.

    After the last test the database itself is gone.
    """
    result = yield
    if nextitem is not None and _flushes(item) and IS_SET_ASIDE in item.config.stash:
        with item.config.stash[blocking_manager_key].unblock():
            _put_back()
    return result


def _flushes(item):
    marker = item.get_closest_marker("django_db")
    by_mark = bool(marker) and any(marker.kwargs.get(word) for word in ("transaction", "reset_sequences"))
    return by_mark or bool(FLUSHING & set(item.fixturenames))


def _own_tables():
    names = connection.introspection.table_names()
    return sorted(name for name in names if name != "django_migrations")


def _set_aside():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in _own_tables():
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE TABLE {SCHEMA}."{table}" AS TABLE "{table}"')


def _put_back():
    from django.contrib.contenttypes.models import ContentType  # apps are not loaded when plugins are

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])
        tables = [table for (table,) in cursor.fetchall()]
        named = ", ".join(f'"{table}"' for table in tables)
        cursor.execute(f"TRUNCATE {named} CASCADE")
        # Django's foreign keys are checked when the transaction ends, so the order of the tables does not matter.
        for table in tables:
            columns = ", ".join(_columns(cursor, table))
            cursor.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM {SCHEMA}."{table}"')
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
