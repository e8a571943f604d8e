"""``world``: one enterprise, its people, the desk, and a tree over the bureau: government, lead department, city.

It is a Monday morning in all of these tests, so that they say the same on every day.
"""

import pytest
import time_machine

from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit
from tests import world as worlds
from tests.plugins.lasting import lasting
from tests.supervision.samples import MONDAY


def build():
    world = worlds.build()
    pudong = world.bureau.district
    world.city_lead = worlds.unit(UnitKind.CITY_LEAD, "市牵头部门")
    world.government = worlds.unit(UnitKind.GOVERNMENT, "浦东新区人民政府", district=pudong, parent=world.city_lead)
    world.superior = worlds.person(Role.HANDLER, world.government)
    world.lead_unit = Unit.objects.get(kind=UnitKind.DISTRICT_LEAD)
    Unit.objects.filter(pk__in=[world.lead_unit.pk, world.bureau.pk]).update(parent=world.government)
    Membership.objects.filter(role=Role.CITY).update(unit=world.city_lead)
    world.bureau.refresh_from_db()
    return world


built, world = lasting(build)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=True):
        yield
