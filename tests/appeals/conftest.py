from tests import world as worlds
from tests.plugins.lasting import lasting

#: ``world``: one enterprise, its people, the desk and two departments.
built, world = lasting(worlds.build)
