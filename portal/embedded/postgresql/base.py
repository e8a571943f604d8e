"""Django's PostgreSQL backend that starts the embedded server before the first connection."""

from django.conf import settings
from django.db.backends.postgresql import base, client

from portal.embedded.account import server_account
from portal.embedded.programs import postgres_programs
from portal.embedded.servers import attach


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
        return super().get_new_connection(conn_params)
