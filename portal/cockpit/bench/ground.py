"""The ground that the benchmark stands on: a database of its own, and settings for this process alone."""

from contextlib import contextmanager

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

NAME = "portal_bench"


@contextmanager
def own_database(*, keep=False, name=NAME):
    """Make the database ``name`` beside the portal's own, and drop it afterwards unless ``keep``; yields nothing.

    A kept one is used again. The role that connects needs the right to make databases.
    """
    connection.settings_dict["TEST"]["NAME"] = name
    original = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    try:
        yield
    finally:
        if keep:
            connection.close()
            connection.settings_dict["NAME"] = original
        else:
            connection.creation.destroy_test_db(original, verbosity=0)


@contextmanager
def own_settings():
    """The floors' addresses, this machine's name, and static files that are collected."""
    if getattr(staticfiles_storage, "manifest_name", "") and not staticfiles_storage.hashed_files:
        call_command("collectstatic", interactive=False, verbosity=0)
        staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = staticfiles_storage.load_manifest()
    with override_settings(
        ROOT_URLCONF="portal.cockpit.bench.floors", ALLOWED_HOSTS=["*"], RATELIMIT_ENABLE=False,
        LOGGING_CONFIG=settings.LOGGING_CONFIG,
    ):  # fmt: skip
        yield
