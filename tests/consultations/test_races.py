"""Two call at once, one ends while another writes: one winner, nothing torn."""

import pytest

from appeals.consultations import workflow
from appeals.consultations.enums import ConsultationState
from appeals.consultations.models import Consultation
from appeals.enums import AppealState
from tests import world as worlds
from tests.appeals.test_races import together, winners
from tests.consultations.meetings import begun, called, facts


@pytest.fixture
def world(transactional_db):
    world = worlds.build()
    world.case = worlds.appeal_in(world, AppealState.IN_HANDLING, joint=[world.power])
    return world


def test_twelve_who_call_for_the_same_time_call_one(world):
    when = facts()
    found = together(lambda _number: workflow.call(world.case, by=world.handler, **when))
    assert len(winners(found)) == Consultation.objects.count() == 1


def test_called_off_and_written_down_at_once_is_one_of_both(world):
    row = begun(called(world.case, world.handler))
    acts = [
        lambda: workflow.cancel(row, by=world.dispatcher, reason="改期"),
        lambda: workflow.write_minutes(row, by=world.handler, minutes="供电送电。", attended=[]),
    ]
    found = together(lambda number: acts[number % 2]())
    assert len(winners(found)) == 1
    row.refresh_from_db()
    assert (row.state == ConsultationState.HELD) == bool(row.minutes) != bool(row.reason)
