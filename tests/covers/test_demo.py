"""The covers of the demo city: one runs, one absence waits for the general steward."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.management import call_command

from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.common import hooks
from portal.common.workdays import SHANGHAI
from stewards.covers.models import Cover
from stewards.covers.workflow import settle_all

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)


@pytest.mark.django_db
def test_the_demo_steward_stands_in_and_the_general_steward_plans_the_next_cover():
    call_command("seed_city", enterprises=300, stewards=40, appeals=60, seed=7, today=date(2026, 11, 24), verbosity=0)
    with time_machine.travel(NOW, tick=False):
        cover = Cover.objects.running().get()
        steward, general = (User.objects.get(username=name) for name in ("steward", "general"))
        assert cover.deputy.user == steward and cover.decided_by == general
        covered = Enterprise.objects.filter(assignments__steward=cover.steward, assignments__ended_at=None)
        assert covered.exists()
        assert set(covered) <= set(Enterprise.objects.visible_to(steward))
        assert settle_all() == 0
        due = [item for item in hooks.due_items(general, general.grants[0]) if item.kind == "cover"]
        assert len(due) == 1
