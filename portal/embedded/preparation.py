"""What has to be true before the portal's processes start; each step says whether it is needed, so that a later
start is quick."""

import errno
import hashlib
import socket
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from .layout import EmbeddedError


def require_free(host, port):
    """Raise :class:`EmbeddedError` unless the portal can listen on ``host`` and ``port``."""
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(*address[:2]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address[4])
            probe.listen()
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise EmbeddedError(f"Port {port} is taken; choose another one: make run PORT={port + 1}") from error
        raise EmbeddedError(f"The portal cannot listen on {host}, port {port}: {error}.") from error


def has_migrations_to_apply():
    """Return whether the database is behind the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_empty():
    """Return whether nobody has an account yet."""
    return not get_user_model().objects.exists()


def close_connections():
    """Close this process's database connections, pools included."""
    connections.close_all()


# --- Static files and texts ------------------------------------------------------------------------------------------
def _stamp_file():
    return settings.STATIC_ROOT / ".stamp"


def _stamp():
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path}:{storage.get_modified_time(path).timestamp()}".encode())
    for path in sorted(settings.LOCALE_PATHS[0].rglob("*.po")):
        digest.update(f"{path}:{path.stat().st_mtime}:{path.with_suffix('.mo').exists()}".encode())
    return digest.hexdigest()


def static_files_changed():
    """Return whether a static file or a translation is newer than what was prepared."""
    return not _stamp_file().exists() or _stamp_file().read_text() != _stamp()


def collect_static():
    """Compile the translations and collect the static files under hashed names."""
    if "messages" in get_commands():
        call_command("messages", "--compile")
    call_command("collectstatic", interactive=False, verbosity=0)
    _stamp_file().write_text(_stamp())


# --- The demo city ---------------------------------------------------------------------------------------------------
def _seeding_marker():
    return settings.EMBEDDED_LAYOUT.root / "seeding"


@contextmanager
def seeding():
    """Mark the time in which the demo city is being built, so that an interruption is seen at the next start."""
    _seeding_marker().touch()
    yield
    _seeding_marker().unlink()


def seeding_was_interrupted():
    """Return whether the last start was stopped while it built the demo city in the embedded database."""
    return settings.EMBEDDED_POSTGRES and _seeding_marker().exists()


def recreate_database():
    """Drop the embedded database, which holds nothing but a half-made demo city, and create it anew."""
    close_connections()
    database = settings.DATABASES["default"]
    with psycopg.connect(host=database["HOST"], user=database["USER"], dbname="postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{database["NAME"]}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{database["NAME"]}"')
    _seeding_marker().unlink()
