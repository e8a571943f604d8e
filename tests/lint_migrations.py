"""Migrations must let the version before them go on working (``python -m tests.lint_migrations`` in ``make lint``).

What the first releases brought is listed and left alone: their tables were empty when they were made. The rule and the
way out (expand, deploy, contract) stand in ``docs/operations.md``.
"""

import os
import sys

import django

#: The last migration of each app that was released before upgrades had to run without stopping.
RELEASED = {"accounts": 2, "appeals": 3, "common": 2, "enterprises": 3, "notifications": 1, "places": 2, "stewards": 2}
#: What breaks the rule on purpose, with the reason.
ACCEPTED = {
    ("stewards", "0003_rosters_are_staged_imports"): "the tables held the progress of a command, and no page read them",
}
#: Apps whose migrations come with their packages.
FOREIGN = {"account", "admin", "auth", "contenttypes", "guardian", "sessions", "usersessions"}


def is_new(migration):
    """Whether the migration came after what was released, in one of our apps."""
    number = int(migration.name.split("_")[0]) if migration.name[:4].isdigit() else 0
    if migration.app_label in FOREIGN or (migration.app_label, migration.name) in ACCEPTED:
        return False
    return number > RELEASED.get(migration.app_label, 0)


def linter():
    """Return the linter as the project uses it: a step of data that cannot be undone is an error."""
    from django_migration_linter import MigrationLinter

    return MigrationLinter(no_cache=True, quiet=["ok", "ignore"], warnings_as_errors_tests=["RUNPYTHON_REVERSIBLE"])


def lint():
    """Lint every new migration; returns ``(how many, whether one of them has errors)`` and prints what is wrong."""
    own = linter()
    new = [migration for migration in own.migration_loader.disk_migrations.values() if is_new(migration)]
    for migration in sorted(new, key=lambda migration: (migration.app_label, migration.name)):
        own.lint_migration(migration)
    return len(new), own.has_errors


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    count, has_errors = lint()
    sys.stdout.write(f"{count} migrations linted\n")
    sys.exit(has_errors)
