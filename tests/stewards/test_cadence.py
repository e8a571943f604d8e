"""When an enterprise is to be contacted next, and what the steward's day says of it."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from enterprises import access
from enterprises.enums import AccessReason
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.common import hooks, workdays
from portal.common.workdays import SHANGHAI
from stewards import cadence, workbench, workflow
from stewards.enums import VisitMode
from stewards.models import Assignment, Cadence, Visit
from stewards.providers import contacts_due, promises_of_visits
from tests import world as worlds

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def world():
    return worlds.build()


def began(assignment, ago):
    Assignment.objects.filter(pk=assignment.pk).update(started_at=NOW() - ago)


def visited(world, ago, by=None, **words):
    user = User.objects.get(pk=(by or world.steward).pk)
    said = {"mode": VisitMode.PHONE, "people": "王经理", "topics": [], "heard": "一切正常"}
    when = NOW() - ago
    return workflow.log(world.firm, by=user, client_id=uuid.uuid4(), happened_at=when, **said, **words)


def only(world):
    (one,) = cadence.next_contacts(Assignment.objects.open().filter(enterprise=world.firm))
    return one


def of_day(instant, days):
    day = timezone.localdate(instant) + timedelta(days=days)
    return datetime.combine(day, workdays.WORK_ENDS, SHANGHAI)


def test_a_first_assignment_counts_the_cadence_from_its_beginning(world):
    began(Assignment.objects.get(enterprise=world.firm), timedelta(days=30))
    one = only(world)
    assert (one.is_first, one.last) == (False, None)
    assert one.due_at == of_day(one.since, cadence.QUARTER)


def test_after_a_hand_over_the_first_contact_is_due_in_three_working_days(world):
    first = Assignment.objects.get(enterprise=world.firm)
    visited(world, timedelta(hours=2))
    mate = workflow.appoint(worlds.person(), world.local_unit, "GJ77", by=None)
    (now,) = workflow.move([(world.firm, mate)], by=None)
    assert only(world).is_first
    assert only(world).due_at == workdays.due_at(now.started_at, 3)
    assert first.ended_at is None and only(world).last < now.started_at
    visited(world, timedelta(0), by=mate.user)
    assert not only(world).is_first


def test_the_last_contact_of_anybody_begins_the_cadence_anew(world):
    began(Assignment.objects.get(enterprise=world.firm), timedelta(days=200))
    visit = visited(world, timedelta(days=10), by=world.general)
    assert (only(world).last, only(world).due_at) == (visit.happened_at, of_day(visit.happened_at, cadence.QUARTER))


def test_the_cadence_is_data_by_level(world):
    Cadence.objects.create(level=world.firm.level, days=30)
    visit = visited(world, timedelta(days=10))
    assert only(world).due_at == of_day(visit.happened_at, 30)


def test_the_day_names_first_contacts_and_those_that_are_near_and_no_others(world):
    assignment = Assignment.objects.get(enterprise=world.firm)
    user = User.objects.get(pk=world.steward.pk)
    began(assignment, timedelta(days=10))
    assert contacts_due(user, user.grants[0]) == []
    began(assignment, timedelta(days=cadence.QUARTER - 10))
    user = User.objects.get(pk=world.steward.pk)
    (item,) = contacts_due(user, user.grants[0])
    assert world.firm.name in item.title and world.firm.uscc in item.url
    general = User.objects.get(pk=world.general.pk)
    assert contacts_due(general, general.grants[0]) == []


def test_promises_stand_in_the_day_of_whoever_serves_until_they_are_done(world):
    row = visited(world, timedelta(0), follow_ups=[("送材料", timezone.localdate())]).follow_ups.get()
    user = User.objects.get(pk=world.steward.pk)
    (item,) = promises_of_visits(user, user.grants[0])
    assert (item.title, item.due_at) == ("送材料", of_day(NOW(), 0))
    workflow.finish(row, by=user, outcome="已送")
    assert promises_of_visits(user, user.grants[0]) == []


def test_the_card_says_the_last_contact_and_who_has_activated(world):
    visit = visited(world, timedelta(days=3))
    (card,) = workbench.cards(User.objects.get(pk=world.steward.pk))
    assert (card.enterprise, card.last) == (world.firm, visit.happened_at)
    assert {row.user for row in card.contacts} == {world.contact, world.colleague}
    assert card.activated == 0
    User.objects.filter(pk=world.contact.pk).update(activated_at=NOW())
    (card,) = workbench.cards(User.objects.get(pk=world.steward.pk))
    assert card.activated == 1


@pytest.mark.parametrize(
    ("reason", "role"), [(AccessReason.DEPUTY, Role.STEWARD), (AccessReason.LIAISON, Role.LIAISON)]
)
def test_who_stands_in_or_helps_sees_what_is_due_there(world, reason, role):
    began(Assignment.objects.get(enterprise=world.firm), timedelta(days=cadence.QUARTER + 1))
    helper = worlds.person(role, world.local_unit)
    assert contacts_due(User.objects.get(pk=helper.pk), helper.memberships.get()) == []
    access.grant(helper, world.firm, reason)
    helper = User.objects.get(pk=helper.pk)
    assert [item.kind for item in contacts_due(helper, helper.grants[0])] == ["contact"]
    assert cadence.own_contacts(helper) == []
    (card,) = workbench.cards(helper)
    assert (card.is_covered, card.is_served) == ((reason == AccessReason.DEPUTY),) * 2


def test_what_is_due_costs_one_question_for_ten_enterprises(world, query_shape):
    for number in range(151, 160):
        firm = worlds.enterprise(worlds.code(number), local_unit=world.local_unit)
        workflow.assign(world.steward.steward, firm, by=None)
    with query_shape() as shapes:
        assert len(cadence.next_contacts(Assignment.objects.open().filter(steward=world.steward.steward))) == 10
    assert len(shapes) == 1


def test_the_day_is_asked_through_the_hook(world):
    began(Assignment.objects.get(enterprise=world.firm), timedelta(days=cadence.QUARTER + 1))
    user = User.objects.get(pk=world.steward.pk)
    kinds = [item.kind for item in hooks.due_items(user, user.grants[0])]
    assert kinds.count("contact") == 1


@pytest.mark.parametrize("ago", [0, 1, 3, 4, 89, 90, 91, 92, 200])
@pytest.mark.parametrize("handed_over", [False, True])
@pytest.mark.parametrize("met", [None, 1, 89, 90, 91, 150])
def test_what_the_database_calls_overdue_is_what_the_calendar_calls_so(world, ago, handed_over, met):
    assignment = Assignment.objects.get(enterprise=world.firm)
    began(assignment, timedelta(days=ago))
    if handed_over:
        mate = workflow.appoint(worlds.person(), world.local_unit, "GJ77", by=None)
        begin = NOW() - timedelta(days=ago + 30)
        Assignment.objects.create(
            enterprise=world.firm, steward=mate, slot=1, started_at=begin, ended_at=NOW() - timedelta(days=ago)
        )
    if met is not None:
        Visit.objects.create(
            enterprise=world.firm, author=world.general, client_id=uuid.uuid4(), mode="phone", people="王经理",
            happened_at=NOW() - timedelta(days=met), topics=[], heard="一切正常",
        )  # fmt: skip
    rows, now = Assignment.objects.open(), NOW()
    slow = [one.enterprise for one in cadence.next_contacts(rows) if one.due_at < now]
    assert [one.enterprise for one in cadence.overdue_contacts(rows, now)] == slow
