"""One migrated database per state of the migrations, which every test run copies instead of migrating its own."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection

from portal.embedded.locks import exclusive

KINDS = ("migrations/*.py", "data/**/*")


def use_template():
    """Make the template if it is missing, and let this process's test database be copied from it.

    Without one (a migration that does not run), the test run migrates by itself and shows the error.
    """
    if "PORTAL_TEST_TEMPLATE" not in os.environ:
        os.environ["PORTAL_TEST_TEMPLATE"] = _find_or_make(f"template_{_state()}")
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ["PORTAL_TEST_TEMPLATE"] or None


def _state():
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.lock").read_bytes())
    for config in apps.get_app_configs():
        for kind in KINDS:
            for path in sorted(Path(config.path).glob(kind)):
                if path.is_file():
                    digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _find_or_make(name):
    half = f"half_{name}"
    with exclusive(settings.EMBEDDED_LAYOUT.root / "template.lock"), _server() as server:
        names = [row[0] for row in server.execute("SELECT datname FROM pg_database").fetchall()]
        if name in names:
            return name
        server.execute(f'DROP DATABASE IF EXISTS "{half}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{half}"')
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--settings=tests.settings"]
        environment = os.environ | {"PORTAL_TEST_DATABASE": half}
        done = subprocess.run(migrate, cwd=settings.BASE_DIR, env=environment, capture_output=True, check=False)
        if done.returncode:
            return ""
        server.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')
        for old in names:
            if old.startswith("template_"):
                _drop_unless_used(server, old)
    return name


def _drop_unless_used(server, name):
    try:
        server.execute(f'DROP DATABASE "{name}"')
    except psycopg.errors.ObjectInUse:
        return


def _server():
    database = settings.DATABASES["default"]
    return psycopg.connect(host=database["HOST"], user=database["USER"], dbname="postgres", autocommit=True)
