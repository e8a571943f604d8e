"""One code in twenty browsers at once opens its case in one of them."""

from appeals.enums import AppealState as S
from appeals.tracking import codes, workflow
from portal.onboarding.enums import Channel
from tests import world as worlds
from tests.appeals.test_races import together
from tests.tracking.conftest import EMAIL
from tests.world import appeal_in


def test_twenty_browsers_with_the_same_code_open_the_case_once(transactional_db):
    world = worlds.build()
    world.contact.email = EMAIL
    world.contact.save(update_fields=["email"])
    case = appeal_in(world, S.SUBMITTED)
    row = workflow.ask(case.number, Channel.MAIL, EMAIL)
    found = together(lambda _number: workflow.open_with(case.number, EMAIL, codes.code(row)), 20)
    assert [appeal for appeal in found if appeal] == [case]


def test_twenty_wrong_codes_at_once_are_counted_up_to_five(transactional_db):
    world = worlds.build()
    world.contact.email = EMAIL
    world.contact.save(update_fields=["email"])
    case = appeal_in(world, S.SUBMITTED)
    row = workflow.ask(case.number, Channel.MAIL, EMAIL)
    wrong = "000000" if codes.code(row) != "000000" else "111111"
    together(lambda _number: workflow.open_with(case.number, EMAIL, wrong), 20)
    row.refresh_from_db()
    assert row.wrong == 5 and workflow.open_with(case.number, EMAIL, codes.code(row)) is None
