"""The small true world, with a case that the bureau leads and the power company joins."""

from appeals.enums import AppealState
from tests import world as worlds
from tests.plugins.lasting import lasting


def build():
    world = worlds.build()
    world.case = worlds.appeal_in(world, AppealState.IN_HANDLING, joint=[world.power])
    return world


built, world = lasting(build)
