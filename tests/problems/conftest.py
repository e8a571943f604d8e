from tests.plugins.lasting import lasting
from tests.problems import samples

#: ``world``: the small world, with a second firm of the district that has a case too.
built, world = lasting(samples.build)
