"""The demo city stands at any hour at which somebody starts the portal."""

from datetime import datetime

import pytest

from appeals.models import Appeal, Promise
from portal.cockpit.demo.city import City, Size
from portal.common.workdays import SHANGHAI
from tests.portal.cockpit.test_seed_city import logs_by_appeal, replayed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "due_day"),
    [
        ("2026-11-22 14:00", "2026-11-23"),  # a Sunday
        ("2026-11-23 07:30", "2026-11-23"),
        ("2026-11-23 17:33", "2026-11-24"),
        ("2026-10-03 11:00", "2026-10-08"),  # in the holidays
        ("2026-12-31 23:59", "2027-01-01"),  # before a year that is not published: only weekends are off
    ],
)
def test_the_city_can_be_built_at_any_hour(moment, due_day):
    now = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    City(Size(100, 10, 60), 3, now).build()
    assert Appeal.objects.count() == 60
    states = dict(Appeal.objects.values_list("pk", "state"))
    for key, logs in logs_by_appeal().items():
        assert logs[-1].at <= now
        assert replayed(logs)[0] == states[key]
    reviews = Promise.objects.running().filter(kind="review", appeal__enterprise__contacts__user__username="contact")
    assert {promise.due_at.astimezone(SHANGHAI).date().isoformat() for promise in reviews} == {due_day}
