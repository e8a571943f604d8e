"""Races with real threads: two registrations of one code are one, two deciders decide once, one person is one."""

import pytest

from enterprises import workflow
from enterprises.enums import RegistrationState as S
from enterprises.models import Contact, Enterprise, Letter, Registration
from portal.accounts.models import User
from tests import world as worlds
from tests.appeals.test_races import together, winners
from tests.enterprises.applications import facts, firm, licence

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return worlds.build()


def test_two_registrations_of_one_code_at_once_are_one(world):
    files = [licence() for _number in range(8)]
    results = together(
        lambda number: workflow.register_firm(licence=files[number], **facts(phone=f"1390000000{number}")), 8
    )
    assert len(winners(results)) == Registration.objects.count() == Letter.objects.count() == 1
    assert [refused.code for refused in results if refused not in winners(results)] == [
        "enterprises_registration_open_once"
    ] * 7


def test_an_approval_and_a_refusal_at_once_leave_one_true_story(world):
    row = firm()

    def act(number):
        if number % 2:
            return workflow.approve(row, by=world.general)
        return workflow.refuse(row, by=world.district, reason="不在本街镇")

    assert len(winners(together(act, 8))) == 1
    row.refresh_from_db()
    approved = row.state == S.APPROVED
    assert Enterprise.objects.filter(uscc=row.uscc).count() == Contact.objects.filter(user__name="顾小满").count()
    assert Enterprise.objects.filter(uscc=row.uscc).exists() == approved
    assert Letter.objects.count() == 2


def test_one_number_that_two_firms_register_at_once_is_one_person(world):
    rows = [firm(uscc=worlds.code(90 + number), name=f"上海第{number}家有限公司") for number in range(6)]
    together(lambda number: workflow.approve(rows[number], by=world.general), 6)
    assert User.objects.filter(name="顾小满").count() == 1
    assert Contact.objects.filter(user__name="顾小满").count() == 6


def test_an_enterprise_whose_contacts_change_at_once_has_one_main_contact(world):
    rows = list(world.firm.contacts.all())
    for number in range(4):
        person = worlds.person()
        rows.append(workflow.add_contact(world.firm, person, by=world.admin, position=f"职务{number}"))
    together(lambda number: workflow.hand_over_first(rows[number], by=world.general), 6)
    assert Contact.objects.filter(enterprise=world.firm, is_first=True, ended_on=None).count() == 1
