"""``manage.py migrate`` that stops nobody: it waits for locks briefly, and tries again, instead of queueing everybody
behind itself.
"""

import time
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections

#: How often a migration that got no lock is tried again, and how many seconds lie between.
TRIES, PAUSE = 20, 3
TIMEOUTS = {"lock_timeout": "MIGRATION_LOCK_TIMEOUT", "statement_timeout": "MIGRATION_STATEMENT_TIMEOUT"}


class Command(migrate.Command):
    """Django's command, with time-outs on its connection."""

    def handle(self, *args, **options):
        for left in reversed(range(TRIES)):
            try:
                with timeouts(connections[options["database"]]):
                    return super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                    raise
                if not left:
                    raise CommandError(
                        f"A migration got no lock within {settings.MIGRATION_LOCK_TIMEOUT}, {TRIES} times: something"
                        " holds a table for long. What was applied so far stays; run migrate again."
                    ) from error
                self.stderr.write("A table is in use; the migration lets go and tries again.")
                pause(PAUSE)
        return None


@contextmanager
def timeouts(connection):
    """Set the time-outs of migrations for the block, on this connection alone."""
    with connection.cursor() as cursor:
        for name, variable in TIMEOUTS.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, getattr(settings, variable)])
    try:
        yield
    finally:
        if connection.connection is not None and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                for name in TIMEOUTS:
                    cursor.execute(f"RESET {name}")


pause = time.sleep
