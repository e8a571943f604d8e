"""``manage.py migrate`` lets go of a lock that it does not get, and tries again."""

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as django_migrate
from django.db import OperationalError, connection

from portal.operations.management.commands import migrate


def shown(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]


@pytest.fixture
def pauses(monkeypatch):
    """Nobody waits; the pauses are counted."""
    counted = []
    monkeypatch.setattr(migrate, "pause", counted.append)
    return counted


def refuse_times(monkeypatch, times, cause):
    """Let Django's command fail that many times; returns the time-outs that it saw."""
    seen = []

    def handle(self, *arguments, **options):
        seen.append((shown("lock_timeout"), shown("statement_timeout")))
        if len(seen) <= times:
            raise OperationalError("canceling statement") from cause

    monkeypatch.setattr(django_migrate.Command, "handle", handle)
    return seen


@pytest.mark.django_db
def test_migrations_run_under_time_outs_that_end_with_them(monkeypatch, pauses):
    seen = refuse_times(monkeypatch, 0, None)
    call_command("migrate", verbosity=0)
    assert seen == [("5s", "15min")]
    assert not pauses
    assert (shown("lock_timeout"), shown("statement_timeout")) == ("5s", "15min")  # inside the test's own transaction


@pytest.mark.django_db
def test_a_migration_without_its_lock_tries_again(monkeypatch, pauses, capsys):
    seen = refuse_times(monkeypatch, 3, psycopg.errors.LockNotAvailable())
    call_command("migrate", verbosity=0)
    assert len(seen) == 4 and pauses == [migrate.PAUSE] * 3


@pytest.mark.django_db
def test_a_migration_that_never_gets_its_lock_ends_with_a_sentence(monkeypatch, pauses):
    refuse_times(monkeypatch, 99, psycopg.errors.LockNotAvailable())
    with pytest.raises(CommandError, match=r"got no lock within 5s, 20 times: something holds a table for long"):
        call_command("migrate", verbosity=0)


@pytest.mark.django_db
def test_any_other_failure_is_not_tried_again(monkeypatch, pauses):
    seen = refuse_times(monkeypatch, 99, psycopg.errors.AdminShutdown())
    with pytest.raises(OperationalError):
        call_command("migrate", verbosity=0)
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
def test_the_lock_time_out_is_real(monkeypatch, pauses, settings):
    settings.MIGRATION_LOCK_TIMEOUT = "100ms"
    tries = []

    def handle(self, *arguments, **options):
        tries.append(1)
        if len(tries) == 2:
            holder.rollback()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE places_district ALTER COLUMN name DROP DEFAULT")

    monkeypatch.setattr(django_migrate.Command, "handle", handle)
    parameters = connection.get_connection_params()
    with psycopg.connect(**{key: parameters[key] for key in ("host", "user", "dbname")}) as holder:
        holder.execute("LOCK TABLE places_district IN ACCESS SHARE MODE")
        call_command("migrate", verbosity=0)
    assert len(tries) == 2
    assert shown("lock_timeout") == "0"
