"""The linter lints: what is new is looked at, and what would break the version before is found."""

import pytest
from django.db import migrations

from tests import lint_migrations


def migration(*operations, name="0009_test"):
    made = type("Migration", (migrations.Migration,), {"dependencies": [("stewards", "0002_roster")]})(name, "stewards")
    made.operations = list(operations)
    return made


def forward(apps, schema_editor):
    """Change data one way only."""


@pytest.mark.django_db(transaction=True)  # an index that is made beside the traffic is shown outside a transaction only
def test_no_new_migration_stops_the_version_before_it():
    count, has_errors = lint_migrations.lint()
    assert count >= 5
    assert not has_errors


@pytest.mark.django_db
def test_a_step_of_data_without_a_way_back_is_an_error():
    linter = lint_migrations.linter()
    _errors, _ignored, warnings = linter.analyse_data_migration(migration(migrations.RunPython(forward)))
    assert {warning.code for warning in warnings} >= set(linter.warnings_as_errors_tests) == {"RUNPYTHON_REVERSIBLE"}


@pytest.mark.django_db
def test_what_was_released_and_what_packages_bring_is_left_alone():
    assert not lint_migrations.is_new(migration(name="0002_roster"))
    assert lint_migrations.is_new(migration(name="0009_test"))
    foreign = migration(name="0099_theirs")
    foreign.app_label = "guardian"
    assert not lint_migrations.is_new(foreign)


def test_every_exception_of_the_linter_names_a_migration_that_exists(django_apps_loader):
    assert lint_migrations.ACCEPTED.keys() <= django_apps_loader
    assert all(lint_migrations.ACCEPTED.values())


@pytest.fixture
def django_apps_loader():
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None).disk_migrations)
