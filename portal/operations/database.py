"""The database as a whole: PostgreSQL's own programs, what its tables hold, and another database for a while."""

import os
import re
import shutil
import subprocess
import threading
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from portal.embedded.account import server_account
from portal.embedded.layout import EmbeddedError
from portal.embedded.programs import postgres_programs

#: What libpq understands of Django's connection parameters; the password goes through the environment.
LIBPQ = {"host", "port", "user", "dbname", "sslmode", "sslcert", "sslkey", "sslrootcert", "connect_timeout", "service"}


class OperationRefused(Exception):
    """Something keeps a backup or a restore from going on; the text is one sentence for the person."""


def server_version():
    """Return the version of the server as (major, text)."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        text = cursor.fetchone()[0]
    return int(re.match(r"\d+", text).group()), text


def program(name):
    """Return the path of ``pg_dump`` or ``pg_restore`` that fits the server: the system's, or the wheel's.

    Raises :class:`OperationRefused` when both are older than the server, which they would not understand.
    """
    wanted, _text = server_version()
    for path in _candidates(name):
        if path and _major(path) >= wanted:
            return str(path)
    raise OperationRefused(f"No {name} of PostgreSQL {wanted} or newer is on this machine.")


def _candidates(name):
    if not settings.EMBEDDED_POSTGRES:
        yield shutil.which(name)
    try:
        yield postgres_programs(settings.VAR_DIR, server_account()) / name
    except EmbeddedError:
        return


def _major(path):
    run = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)", run.stdout)
    return int(found.group(1)) if found and run.returncode == 0 else 0


def run(name, *arguments):
    """Run one of PostgreSQL's programs on the database; raises :class:`OperationRefused` with its last words."""
    parameters = connection.get_connection_params()
    conninfo = make_conninfo(**{key: value for key, value in parameters.items() if key in LIBPQ})
    environment = os.environ | ({"PGPASSWORD": parameters["password"]} if parameters.get("password") else {})
    done = subprocess.run(
        [program(name), f"--dbname={conninfo}", "--no-password", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = [line.partition("error: ")[2] for line in done.stderr.splitlines() if "error: " in line]
        raise OperationRefused(f"{name} failed: {words[0] if words else done.returncode}")


def size():
    """Return the bytes that the database takes on the server's disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def tables():
    """Return the names of the portal's tables, sorted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in cursor.fetchall()]


def contents():
    """Return ``{table: [rows, fingerprint]}``; the fingerprint is the same for the same rows in any order."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        for table in tables():
            cursor.execute(
                sql.SQL(
                    "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t"
                ).format(sql.Identifier("public", table))
            )
            found[table] = list(cursor.fetchone())
    return found


def applied_migrations():
    """Return the migrations that the database has, as "app.name", sorted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return sorted({name for (name,) in cursor.fetchall()})


def other_sessions(patience=3.0):
    """Return how many other sessions use this database; those that are just ending get ``patience`` seconds."""
    pause = threading.Event()
    for _ in range(int(patience * 10)):
        if not (others := _other_sessions()):
            return 0
        pause.wait(0.1)
    return others


def _other_sessions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def empty():
    """Drop everything in the database, so that a dump can be restored into it."""
    with connection.cursor() as cursor:
        cursor.execute(r"SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'")
        for (schema,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        cursor.execute("CREATE SCHEMA public")
    connection.close()


@contextmanager
def scratch_database():
    """Use a new, empty database instead of the portal's during the block, and drop it in any case.

    Raises :class:`OperationRefused` when the portal's user may not create one.
    """
    own = connection.settings_dict["NAME"]
    name = f"portal_verify_{os.getpid()}"
    _on_server("DROP DATABASE IF EXISTS {name} WITH (FORCE)", "CREATE DATABASE {name} TEMPLATE template0", name=name)
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        _on_server("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)


def _on_server(*statements, name):
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    wanted = {key: value for key, value in parameters.items() if key in LIBPQ | {"password"}}
    try:
        with psycopg.connect(**wanted, autocommit=True) as server:
            for statement in statements:
                server.execute(sql.SQL(statement).format(name=sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise OperationRefused(
            "The portal's database user may not create a database for the check; give it CREATEDB, or check on"
            " another machine with the embedded form."
        ) from error
