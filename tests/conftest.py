"""The servers that every test run needs. Other fixtures: ``tests/plugins`` and ``tests/<app>/conftest.py``."""

import os
import shutil

import psutil
import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from portal.celery import app as celery_app
from portal.embedded.servers import attach
from tests.plugins import template_database

pytest_plugins = [
    "tests.plugins.calendar",
    "tests.plugins.chromium",
    "tests.plugins.query_shape",
    "tests.plugins.read_only",
    "tests.plugins.reference_rows",
]


def pytest_configure(config):
    """Start the embedded servers once, in the process that starts the xdist workers, and keep them for the run."""
    is_controller = not hasattr(config, "workerinput")
    if settings.EMBEDDED_VALKEY and is_controller:
        attach(settings.EMBEDDED_LAYOUT, "valkey")
    if settings.EMBEDDED_POSTGRES:
        attach(settings.EMBEDDED_LAYOUT, "postgres")
        if is_controller:
            _drop_leftovers()
        template_database.use_template()


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def _drop_leftovers():
    """Drop the databases of test runs that were killed before they could do it."""
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"], user=database["USER"], dbname="postgres", autocommit=True
    ) as connection:
        for (name,) in connection.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^test_\d+'").fetchall():
            if not psutil.pid_exists(int(name.split("_")[1])):
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database of the run, which a request that a browser left behind cannot keep from being dropped."""
    yield
    connection.close()  # a test that wants to be alone may have ended it
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def celery_application():
    """The Celery application of the portal."""
    return celery_app


@pytest.fixture(autouse=True)
def _own_cache():
    """Leave nothing in the cache for the next test (rate limits count there)."""
    yield
    prefix = f"{settings.CACHES['default']['KEY_PREFIX']}:*"
    client = cache._cache.get_client(write=True)
    if keys := list(client.scan_iter(prefix)):
        client.delete(*keys)


@pytest.fixture(autouse=True)
def _own_media(settings, request):
    """Attachments of one xdist worker stay apart from the others'."""
    settings.MEDIA_ROOT = settings.MEDIA_ROOT / os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(autouse=True)
def _own_language():
    """A test does not inherit the language that a page of another test was read in."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()
