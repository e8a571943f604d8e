"""The research visits of the demo city: some ahead, most recorded, and what the demo accounts find."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import call_command

from portal.accounts.models import User
from portal.common import hooks
from stewards.research.enums import ResearchState, StopState
from stewards.research.models import ResearchStop, ResearchVisit
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def build():
    call_command("seed_city", enterprises=300, stewards=30, appeals=60, seed=7, today=TODAY, verbosity=0)


built, city = lasting(build)


def test_there_are_research_visits_past_and_to_come(city):
    now = datetime(2026, 11, 24, 2, tzinfo=UTC)
    assert ResearchVisit.objects.filter(starts_at__gt=now).exists()
    assert ResearchVisit.objects.filter(state=ResearchState.DONE, starts_at__lt=now).exists()
    assert all(row.stops.exists() and row.is_demo for row in ResearchVisit.objects.all())
    recorded = ResearchStop.objects.filter(state=StopState.RECORDED)
    assert not recorded.exclude(visit__enterprise__isnull=False).exists()
    assert ResearchVisit.history.count() == ResearchVisit.objects.count()


def test_the_demo_steward_finds_one_ahead_one_to_record_and_one_revisit(city):
    user = User.objects.get(username="steward")
    with time_machine.travel(datetime(2026, 11, 24, 2, tzinfo=UTC), tick=False):
        items = hooks.due_items(user, user.grants[0])
    assert sorted(one.kind for one in items if one.kind in ("research", "revisit")) == [
        "research",
        "research",
        "revisit",
    ]
