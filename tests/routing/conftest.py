from tests import world as worlds
from tests.plugins.lasting import lasting

built, world = lasting(worlds.build)
