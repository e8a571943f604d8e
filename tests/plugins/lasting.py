"""``lasting(build)``: what the tests of a module start from is built once; each test works on its own copy of it.

The rows stand in a transaction around the module, inside which pytest-django opens one for each test. A module with
transactional tests cannot use it.
"""

import copy

import pytest
from django.db import transaction


def lasting(build):
    """Return the fixtures ``(built, one)``: bind both to names of the module, the second as the tests call it."""

    @pytest.fixture(scope="module")
    def built(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), transaction.atomic():
            yield build()
            transaction.set_rollback(True)

    @pytest.fixture
    def one(built, db):
        return copy.deepcopy(built)

    return built, one
