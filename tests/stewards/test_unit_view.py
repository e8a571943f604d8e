"""The unit as its general steward sees it: absent, full, silent, late; a number opens the rows that make it."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Absence, User
from stewards import workflow
from stewards.cadence import overdue_contacts
from stewards.models import Assignment, Cadence, FollowUp, Visit
from stewards.unit_view import unit_views
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


def build():
    world = worlds.build()
    world.mate = worlds.steward_of(worlds.enterprise(worlds.CODES[2], local_unit=world.local_unit), world.local_unit)
    return world


built, world = lasting(build)


def view(world):
    (one,) = unit_views(User.objects.get(pk=world.general.pk))
    return one


def member(world, name="steward"):
    return next(one for one in view(world).members if one.steward.user_id == getattr(world, name).pk)


def wrote(world, days_ago, **more):
    visit = workflow.log(
        world.firm, by=User.objects.get(pk=world.steward.pk), client_id=uuid.uuid4(), mode="phone", people="王总",
        topics=[], heard="一切正常", happened_at=timezone.now() - timedelta(minutes=1), **more,
    )  # fmt: skip
    at = timezone.now() - timedelta(days=days_ago)
    Visit.objects.filter(pk=visit.pk).update(happened_at=at, created_at=at)
    return visit


@pytest.mark.parametrize(("days", "is_silent"), [(None, True), (0, False), (29, False), (31, True)])
def test_who_serves_and_wrote_nothing_for_thirty_days_is_silent(world, days, is_silent):
    if days is not None:
        wrote(world, days)
    assert member(world).is_silent is is_silent


def test_who_serves_nobody_is_not_silent(world):
    workflow.end(Assignment.objects.open().get(enterprise=world.firm), by=None)
    assert not member(world).is_silent


def test_who_is_away_and_who_is_full(world):
    Absence.objects.create(user=world.steward, started_on=timezone.localdate(), ended_on=timezone.localdate())
    for number in range(300, 309):
        firm = worlds.enterprise(worlds.code(number), local_unit=world.local_unit)
        workflow.assign(world.steward.steward, firm, by=None)
    one = member(world)
    assert one.is_away and one.is_full and view(world).full == 1
    assert [(person.pk, until) for person, until in view(world).away] == [(world.steward.pk, timezone.localdate())]


def late(world):
    """The mate's enterprise waits for its first contact, the steward's for the next one, and a promise is overdue."""
    visit = wrote(world, 120, follow_ups=[("送材料", timezone.localdate())])
    FollowUp.objects.filter(visit=visit).update(due_on=timezone.localdate() - timedelta(days=1))
    Cadence.objects.create(level=world.firm.level, days=90)
    handed = worlds.enterprise(worlds.CODES[4], local_unit=world.local_unit, name="上海移交试点有限公司")
    workflow.assign(world.steward.steward, handed, by=None)
    workflow.move([(handed, world.mate.steward)], by=None, reason="交接")
    long_ago = timezone.now() - timedelta(days=20)
    Assignment.objects.filter(enterprise=handed).update(started_at=long_ago)
    Assignment.objects.filter(enterprise=handed).exclude(ended_at=None).update(ended_at=long_ago)


def test_first_contacts_contacts_and_promises_overdue_are_counted_apart(world):
    late(world)
    one, mate = member(world), member(world, "mate")
    assert (one.firsts, one.contacts, one.promises) == (0, 1, 1)
    assert (mate.firsts, mate.contacts, mate.promises) == (1, 0, 0)
    assert view(world).late == 2
    assert [row.steward.user_id for row in view(world).stewards][:2] == [world.steward.pk, world.mate.pk]


def test_each_number_opens_its_rows(client, world):
    late(world)
    client.force_login(User.objects.get(pk=world.general.pk))
    for one in view(world).members:
        address = reverse("stewards:late", args=[one.steward.staff_no])
        context = client.get(address).context
        assert [len(context[name]) for name in ("firsts", "contacts", "promises")] == [
            one.firsts, one.contacts, one.promises,
        ]  # fmt: skip
        assert (address in client.get(reverse("stewards:workbench")).content.decode()) is (one.late > 0)


def test_a_contact_is_overdue_only_after_its_end(world):
    rows = Assignment.objects.open().filter(enterprise=world.firm)
    assert not overdue_contacts(rows)
    assert len(overdue_contacts(rows, timezone.now() + timedelta(days=91))) == 1


def test_what_does_not_stand_is_named_and_counted(world):
    for number in range(320, 327):
        worlds.enterprise(worlds.code(number), local_unit=world.local_unit, name=f"上海无管家{number}厂")
    one = view(world)
    assert one.without == 7
    assert [firm.name for firm in one.first] == [f"上海无管家{number}厂" for number in range(320, 325)]


def test_nobody_else_has_a_unit_view(world):
    for name in ("steward", "district", "city", "nobody"):
        assert unit_views(User.objects.get(pk=getattr(world, name).pk)) == []


def test_the_view_takes_six_questions_whatever_the_size(world, query_shape):
    user = User.objects.get(pk=world.general.pk)
    assert user.grants
    with query_shape() as few:
        unit_views(user)
    for number in range(330, 336):
        firm = worlds.enterprise(worlds.code(number), local_unit=world.local_unit)
        worlds.steward_of(firm, world.local_unit)
        worlds.enterprise(worlds.code(number + 10), local_unit=world.local_unit)
    with query_shape() as many:
        unit_views(user)
    assert len(few) == len(many) <= 6
