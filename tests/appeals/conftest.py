import pytest

from tests import world as worlds


@pytest.fixture
def world(db):
    """One enterprise, its people, the desk and two departments."""
    return worlds.build()
