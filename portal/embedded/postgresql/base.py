"""Django's PostgreSQL backend that starts the embedded server before the first connection."""

import threading

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base, client

from portal.embedded.account import server_account
from portal.embedded.programs import postgres_programs
from portal.embedded.servers import attach

#: How long a connection waits for a server that is being started again.
RETURN_SECONDS = 5


class DatabaseClient(client.DatabaseClient):
    """``manage.py dbshell`` with the wheel's own ``psql``."""

    def runshell(self, parameters):
        attach(settings.EMBEDDED_LAYOUT, "postgres")
        self.executable_name = str(postgres_programs(settings.EMBEDDED_LAYOUT.home, server_account()) / "psql")
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_new_connection(self, conn_params):
        attach(settings.EMBEDDED_LAYOUT, "postgres")
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if not _comes_back():
                raise
            return super().get_new_connection(conn_params)


def _comes_back():
    """Whether a server whose socket is missing has one soon: its keeper starts it again, or a new keeper does."""
    socket = settings.EMBEDDED_LAYOUT.run("postgres") / ".s.PGSQL.5432"
    if socket.exists():
        return False
    pause = threading.Event()
    for _ in range(RETURN_SECONDS * 20):
        pause.wait(0.05)
        attach(settings.EMBEDDED_LAYOUT, "postgres")
        if socket.exists():
            return True
    return False
