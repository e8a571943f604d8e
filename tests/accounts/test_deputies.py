"""Who has the cases of somebody who is away: a colleague of the unit who is there, else the whole unit."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from appeals import workflow as cases
from appeals.enums import AppealState as S
from appeals.notifications import responsible
from portal.accounts import workflow
from portal.accounts.enums import Role
from portal.accounts.models import Absence, Membership, User
from portal.accounts.people import colleagues, stand_ins
from portal.common.templatetags.words import bare_day
from portal.common.workflow import Refused
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


def build():
    world = worlds.build()
    world.third_handler = worlds.person(Role.HANDLER, world.bureau)
    world.case = worlds.appeal_in(world, S.IN_HANDLING)
    world.part = cases.take_on(worlds.lead(world.case), by=world.handler)
    return world


built, world = lasting(build)


def day(number):
    return timezone.localdate() + timedelta(days=number)


def gone(person, first=0, last=5, deputy=None):
    return workflow.add_absence(person, by=person, started_on=day(first), ended_on=day(last), deputy=deputy)


def told(world):
    world.part.refresh_from_db()
    return {person.username for person in responsible(world.part)}


def names(*people):
    return {person.username for person in people}


def typed(first, last, **more):
    return {"started_on": day(first).isoformat(), "ended_on": day(last).isoformat(), "note": "", **more}


# --- Who may stand in ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["handler", "power_handler", "dispatcher", "contact", "steward", "district", "leader"])
def test_only_a_colleague_of_the_unit_stands_in(world, who):
    with pytest.raises(Refused) as refused:
        gone(world.handler, deputy=getattr(world, who))
    assert refused.value.code == "deputy"
    assert set(colleagues(world.handler)) == {world.second_handler, world.third_handler}


@pytest.mark.parametrize(("first", "last", "is_free"), [
    (-5, -1, True), (-5, 0, False), (3, 3, False), (5, 9, False), (6, 9, True), (0, 5, False),
])  # fmt: skip
def test_whoever_stands_in_is_there_on_all_of_the_days(world, first, last, is_free):
    Absence.objects.create(user=world.second_handler, started_on=day(first), ended_on=day(last))
    if is_free:
        assert gone(world.handler, deputy=world.second_handler).deputy == world.second_handler
    else:
        with pytest.raises(Refused) as refused:
            gone(world.handler, deputy=world.second_handler)
        assert refused.value.code == "deputy"


def test_days_that_were_taken_back_keep_nobody_from_standing_in(world):
    workflow.cancel_absence(gone(world.second_handler, 1, 3), by=world.second_handler)
    assert gone(world.handler, deputy=world.second_handler).deputy


def test_nobody_stands_in_for_himself_whatever_writes_it(world):
    with pytest.raises(IntegrityError, match="deputy_is_another"), transaction.atomic():
        Absence.objects.create(user=world.handler, deputy=world.handler, started_on=day(0), ended_on=day(1))


# --- Who has the cases -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("first", "last", "is_away"), [(-3, -1, 0), (-3, 0, 1), (0, 0, 1), (0, 4, 1), (1, 4, 0)])
def test_on_each_day_of_the_absence_the_deputy_is_told_and_on_no_other(world, first, last, is_away):
    Absence.objects.create(
        user=world.handler, deputy=world.second_handler, started_on=day(first), ended_on=day(last)
    )  # fmt: skip
    assert told(world) == names(world.second_handler if is_away else world.handler)


def leave(world):
    Membership.objects.filter(user=world.second_handler).update(ended_on=day(-1))


def fall_ill(world):
    gone(world.second_handler)


def close_account(world):
    User.objects.filter(pk=world.second_handler.pk).update(is_active=False)


@pytest.mark.parametrize("happens", [leave, fall_ill, close_account])
def test_when_the_deputy_is_not_there_either_the_whole_unit_is_told(world, happens):
    gone(world.handler, deputy=world.second_handler)
    happens(world)
    assert stand_ins([world.handler.pk]) == {}
    assert world.third_handler.username in told(world)


def test_two_who_stand_in_for_each_other_leave_the_cases_to_the_unit(world):
    gone(world.handler, deputy=world.second_handler)
    gone(world.second_handler, deputy=world.third_handler)
    assert told(world) == names(world.handler, world.second_handler, world.third_handler)


def test_back_again_the_owner_has_the_cases_without_a_step(world):
    absence = gone(world.handler, 0, 5, deputy=world.second_handler)
    assert told(world) == names(world.second_handler)
    workflow.end_absence(absence, by=world.handler)
    assert told(world) == names(world.handler)
    assert world.part.owner == world.handler


# --- Pages -----------------------------------------------------------------------------------------------------------
def signed_in(client, person):
    client.force_login(User.objects.get(pk=person.pk))
    return client


def test_the_case_stands_among_those_of_the_deputy_and_names_both(client, world):
    mine = f"{reverse('appeals:list')}?view=mine"
    signed_in(client, world.second_handler)
    assert world.case.title not in client.get(mine).content.decode()
    gone(world.handler, deputy=world.second_handler)
    assert world.case.title in client.get(mine).content.decode()
    page = client.get(world.case.get_absolute_url()).content.decode()
    assert f"不在岗至{bare_day(day(5))}" in page
    assert f"由{world.second_handler}代办" in page
    signed_in(client, world.third_handler)
    assert world.case.title not in client.get(mine).content.decode()


def test_one_chooses_a_colleague_on_ones_own_page_and_both_read_it(client, world):
    signed_in(client, world.handler)
    address = reverse("accounts:absence_new")
    wrong = client.post(address, typed(0, 2, deputy=world.power_handler.pk))
    assert wrong.status_code == 422
    assert client.post(address, typed(0, 2, deputy=world.second_handler.pk)).status_code == 302
    assert f"由{world.second_handler}代办" in client.get(reverse("accounts:profile")).content.decode()
    assert (
        str(world.handler) in signed_in(client, world.second_handler).get(reverse("accounts:profile")).content.decode()
    )


def test_a_deputy_who_is_away_is_refused_beside_the_field_and_the_days_stay(client, world):
    gone(world.second_handler)
    answer = signed_in(client, world.handler).post(
        reverse("accounts:absence_new"), typed(1, 2, deputy=world.second_handler.pk)
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_deputy"' in page
    assert day(1).isoformat() in page


def test_a_colleague_enters_days_for_somebody_who_fell_ill_and_reads_no_notes(client, world):
    signed_in(client, world.second_handler)
    address = reverse("accounts:absence_for")
    assert client.post(address, typed(0, 1, person=world.power_handler.pk)).status_code == 422
    assert client.post(address, typed(0, 1, person=world.handler.pk, deputy=world.third_handler.pk)).status_code == 302
    Absence.objects.update(note="住院")
    page = client.get(reverse("accounts:absences")).content.decode()
    assert f"由{world.third_handler}代办" in page
    assert "住院" not in page
    assert "住院" in signed_in(client, world.district).get(reverse("accounts:absences")).content.decode()


def test_a_steward_chooses_no_deputy_here_for_the_general_steward_decides_covers(client, world):
    page = signed_in(client, world.steward).get(reverse("accounts:absence_new")).content.decode()
    assert "由谁代办" not in page
