"""Days away: who enters them, what is refused, and where they are shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appeals import workflow as cases
from appeals.enums import AppealState as S
from portal.accounts import workflow
from portal.accounts.enums import Role
from portal.accounts.models import Absence, User
from portal.accounts.people import away, units_away
from portal.common import hooks
from portal.common.templatetags.words import bare_day
from portal.common.workflow import Refused
from stewards.models import Steward
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


built, world = lasting(worlds.build)


def day(number):
    return timezone.localdate() + timedelta(days=number)


def gone(person, first=0, last=5, note=""):
    return workflow.add_absence(person, by=person, started_on=day(first), ended_on=day(last), note=note)


def signed_in(client, person):
    client.force_login(User.objects.get(pk=person.pk))
    return client


# --- Rules -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("first", "last"), [(3, 9), (5, 5), (-2, 0), (4, 30), (0, 5)])
def test_days_that_overlap_are_refused_with_the_days_that_stand(world, first, last):
    gone(world.steward, 0, 5)
    with pytest.raises(Refused, match=bare_day(day(5))):
        gone(world.steward, first, last)
    assert Absence.objects.count() == 1


def test_days_side_by_side_and_of_others_are_no_overlap(world):
    gone(world.steward, 0, 5)
    gone(world.steward, 6, 8)
    gone(world.general, 0, 5)
    assert Absence.objects.count() == 3


@pytest.mark.parametrize(("first", "last"), [(5, 4), (-9, -1), (0, 366)])
def test_days_in_the_wrong_order_over_or_for_years_are_refused(world, first, last):
    with pytest.raises(Refused):
        gone(world.steward, first, last)


def test_an_absence_of_later_is_cancelled_and_one_that_began_ends_early(world):
    later = gone(world.steward, 3, 5)
    with pytest.raises(Refused):
        workflow.end_absence(later, by=world.steward)
    workflow.cancel_absence(later, by=world.steward)
    workflow.cancel_absence(later, by=world.steward)
    later.refresh_from_db()
    assert later.cancelled_at and later.history.latest().history_user == world.steward
    gone(world.steward, 3, 5)
    begun = Absence.objects.create(user=world.general, started_on=day(-2), ended_on=day(9))
    with pytest.raises(Refused):
        workflow.cancel_absence(begun, by=world.general)
    workflow.end_absence(begun, by=world.general)
    begun.refresh_from_db()
    assert begun.ended_on == day(-1)
    assert away([world.general.pk]) == {}


def test_back_on_the_first_day_leaves_no_day_away(world):
    absence = workflow.end_absence(gone(world.steward), by=world.steward)
    assert absence.cancelled_at
    assert away([world.steward.pk]) == {}


def test_one_that_began_keeps_its_first_day_and_one_that_is_over_everything(world):
    begun = Absence.objects.create(user=world.steward, started_on=day(-2), ended_on=day(2))
    with pytest.raises(Refused):
        workflow.change_absence(begun, by=world.steward, started_on=day(-1), ended_on=day(4))
    workflow.change_absence(begun, by=world.steward, started_on=day(-2), ended_on=day(4), note="出差")
    over = Absence.objects.create(user=world.steward, started_on=day(-9), ended_on=day(-8))
    with pytest.raises(Refused):
        workflow.change_absence(over, by=world.steward, started_on=day(-9), ended_on=day(9))
    assert away([world.steward.pk]) == {world.steward.pk: day(4)}


# --- Pages -----------------------------------------------------------------------------------------------------------
def typed(first, last, **more):
    return {"started_on": day(first).isoformat(), "ended_on": day(last).isoformat(), "note": "", **more}


def test_one_enters_changes_and_removes_own_days_on_the_account_page(client, world):
    signed_in(client, world.handler)
    address = reverse("accounts:absence_new")
    assert client.post(address, typed(2, 1)).status_code == 422
    assert client.post(address, typed(2, 6, note="培训")).url == reverse("accounts:profile")
    absence = Absence.objects.get(user=world.handler)
    assert "培训" in client.get(reverse("accounts:profile")).content.decode()
    page = client.post(address, typed(4, 9))
    assert page.status_code == 422
    assert "已登记不在岗" in page.content.decode()
    change = reverse("accounts:absence_change", args=[absence.pk])
    assert client.post(change, typed(3, 6)).status_code == 302
    assert client.post(reverse("accounts:absence_remove", args=[absence.pk])).status_code == 302
    assert not Absence.objects.standing().exists()
    assert client.get(change).status_code == 404


def test_the_general_steward_and_the_district_lead_enter_them_for_their_people(client, world):
    for leader, person, stranger in (
        (world.general, world.steward, world.handler), (world.district, world.handler, world.dispatcher),
    ):  # fmt: skip
        signed_in(client, leader)
        address = reverse("accounts:absence_for")
        assert client.post(address, typed(1, 2, person=person.pk)).url == reverse("accounts:absences")
        assert client.post(address, typed(1, 2, person=stranger.pk)).status_code == 422
        assert str(person) in client.get(reverse("accounts:absences")).content.decode()
    assert Absence.objects.count() == 2
    assert Absence.objects.get(user=world.steward).history.latest().history_user == world.general


def test_others_neither_see_nor_touch_them(client, world):
    absence = gone(world.steward, 1, 5, note="家事")
    for person in (world.contact, world.handler, world.dispatcher, world.other_steward, world.leader, world.admin):
        enters = person == world.handler
        signed_in(client, person)
        for step in ("end", "remove"):
            assert client.post(reverse(f"accounts:absence_{step}", args=[absence.pk])).status_code == 404
        assert client.post(reverse("accounts:absence_change", args=[absence.pk]), typed(1, 2)).status_code == 404
        assert client.get(reverse("accounts:absence_for")).status_code == (200 if enters else 403)
    absence.refresh_from_db()
    assert (absence.ended_on, absence.cancelled_at) == (day(5), None)


# --- Where it shows --------------------------------------------------------------------------------------------------
def test_it_shows_on_cards_lists_and_choices_without_its_note(client, world, read_only_get):
    gone(world.steward, 0, 5, note="家事")
    until = bare_day(day(5))
    staff_no = Steward.objects.get(user=world.steward).staff_no
    pages = [
        (world.contact, reverse("enterprises:detail", args=[world.firm.uscc])),
        (world.general, reverse("stewards:workbench")),
        (world.general, reverse("stewards:list")),
        (world.district, reverse("stewards:detail", args=[staff_no])),
    ]
    for person, address in pages:
        signed_in(client, person)
        with read_only_get():
            page = client.get(address).content.decode()
        assert f"不在岗至{until}" in page, address
        assert "家事" not in page


def test_whoever_chooses_an_owner_or_a_unit_sees_who_is_away(client, world):
    appeal = worlds.appeal_in(world, S.ACCEPTED)
    gone(world.handler, 0, 5)
    assert units_away([world.bureau.pk], Role.HANDLER) == {}
    gone(world.second_handler, 0, 3)
    assert units_away([world.bureau.pk, world.power.pk], Role.HANDLER) == {world.bureau.pk: day(3)}
    page = signed_in(client, world.dispatcher).get(reverse("appeals:dispatch", args=[appeal.number]))
    assert "承办人至" in page.content.decode()
    cases.dispatch(appeal, by=world.dispatcher, lead=world.bureau)
    handling = worlds.lead(appeal)
    page = signed_in(client, world.handler).get(reverse("appeals:set_owner", args=[appeal.number, handling.pk]))
    assert f"不在岗至{bare_day(day(5))}" in page.content.decode()


def test_absences_cost_as_many_queries_for_one_as_for_many(world, django_assert_num_queries):
    people = [world.steward, world.other_steward, world.general, world.handler]
    for person in people:
        gone(person)
    with django_assert_num_queries(1):
        assert len(away(person.pk for person in people)) == 4
    with django_assert_num_queries(0):
        assert away([]) == {}
    general = User.objects.get(pk=world.general.pk)
    assert general.grants
    for enterprises in ([world.firm.pk], [world.firm.pk, world.foreign_firm.pk]):
        with django_assert_num_queries(1):
            hooks.steward_cards(general, enterprises)
