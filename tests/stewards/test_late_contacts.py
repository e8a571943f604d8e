"""First contacts that nobody made within 3 working days reach the general steward, then the district lead."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from portal.common.workdays import SHANGHAI
from portal.notifications.models import Notification
from stewards import cadence, tasks, workflow
from stewards.models import Assignment, Visit
from tests import world as worlds

pytestmark = pytest.mark.django_db
#: A Tuesday; 3 working days later is a Friday, and 3 more the Wednesday after it.
HANDED_OVER = datetime(2026, 11, 10, 10, tzinfo=SHANGHAI)
BEFORE, LATE, VERY_LATE = (HANDED_OVER + timedelta(days=days) for days in (2, 4, 9))


@pytest.fixture
def world():
    world = worlds.build()
    world.mate = workflow.appoint(worlds.person(), world.local_unit, "GJ77", by=None)
    workflow.move([(world.firm, world.mate)], by=None)
    rows = Assignment.objects.filter(enterprise=world.firm)
    rows.filter(ended_at__isnull=False).update(started_at=HANDED_OVER - timedelta(days=90), ended_at=HANDED_OVER)
    rows.filter(ended_at=None).update(started_at=HANDED_OVER)
    return world


def told():
    rows = Notification.objects.filter(key__startswith="late_contact:").order_by("pk")
    return [row.recipient_id for row in rows]


def contact(world, when):
    Visit.objects.create(
        enterprise=world.firm, author=world.general, client_id=uuid.uuid4(), mode="phone", happened_at=when,
        people="王经理", topics=[], heard="一切正常",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "people"), [(BEFORE, []), (LATE, ["general"]), (VERY_LATE, ["general", "district"])]
)  # fmt: skip
def test_the_general_steward_hears_of_it_first_and_then_the_district_lead(world, now, people):
    late = workflow.tell_of_late_contacts(now)
    assert late == bool(people)
    assert told() == [getattr(world, name).pk for name in people]


def test_nobody_is_told_twice_whatever_the_order_and_the_pauses(world):
    for now in (LATE, LATE, VERY_LATE, VERY_LATE + timedelta(days=5), LATE):
        workflow.tell_of_late_contacts(now)
    assert told() == [world.general.pk, world.district.pk]


def test_enterprises_of_one_hand_over_are_one_message_that_names_them(world):
    second = worlds.enterprise(worlds.code(1), name="上海第二试点有限公司", local_unit=world.local_unit)
    begin = {"enterprise": second, "steward": world.steward.steward, "reason": ""}
    Assignment.objects.create(**begin, slot=9, started_at=HANDED_OVER - timedelta(days=9), ended_at=HANDED_OVER)
    Assignment.objects.create(**begin | {"steward": world.mate}, slot=2, started_at=HANDED_OVER)
    assert workflow.tell_of_late_contacts(LATE) == 2
    row = Notification.objects.get(recipient=world.general, key__startswith="late_contact:")
    assert world.firm.name in row.text and second.name in row.text
    assert row.url == reverse("stewards:late", args=["GJ77"])


def test_whoever_contacted_the_enterprise_the_clock_has_stopped(world):
    contact(world, HANDED_OVER + timedelta(hours=1))
    assert workflow.tell_of_late_contacts(LATE) == 0
    assert told() == []


def test_the_first_steward_of_an_enterprise_took_nothing_over(world):
    Assignment.objects.filter(enterprise=world.firm, ended_at__isnull=False).delete()
    assert workflow.tell_of_late_contacts(VERY_LATE) == 0


def test_one_query_whatever_the_number_of_hand_overs(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [len(rows) for rows in cadence.late_first_contacts(LATE).values()] == [1]


def test_beat_rings_and_the_work_is_done(world):
    assert tasks.tell_of_late_contacts() == workflow.tell_of_late_contacts()
