"""The small true world, and the hotline at its door."""

import pytest

from tests import world as worlds
from tests.doors.asking import System, client
from tests.plugins.lasting import lasting


def build():
    world = worlds.build()
    world.hotline, world.bureau_system = client(), client("shangwu", "区商务委热线平台")
    return world


built, world = lasting(build)


@pytest.fixture
def hotline(world):
    return System(world.hotline)


@pytest.fixture
def other(world):
    return System(world.bureau_system)
