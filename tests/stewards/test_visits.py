"""Visits: who records them, once; a day for corrections; additions; promises that end once."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises import access
from enterprises.enums import AccessReason
from portal.accounts.models import User
from portal.common.workflow import Refused
from stewards import workflow
from stewards.conditions import CORRECTABLE_FOR
from stewards.enums import Topic, VisitMode
from stewards.models import Assignment, FollowUp, Visit
from tests import world as worlds
from tests.plugins.lasting import lasting

MAY = ["steward", "general", "liaison", "deputy"]
MAY_NOT = [
    "contact",
    "colleague",
    "other_steward",
    "dispatcher",
    "handler",
    "district",
    "city",
    "leader",
    "admin",
    "nobody",
]


def build():
    world = worlds.build()
    world.liaison, world.deputy = worlds.person(), worlds.person()
    workflow.appoint_liaison(world.steward.steward, world.liaison, by=None)
    access.grant(world.deputy, world.firm, AccessReason.DEPUTY)
    return world


built, world = lasting(build)


def said(**words):
    now = timezone.now() - timedelta(minutes=5)
    known = {
        "mode": VisitMode.ON_SITE,
        "happened_at": now,
        "people": "王经理",
        "topics": [Topic.POLICY],
        "heard": "招工难",
    }
    return {"client_id": uuid.uuid4(), **known, **words}


def fresh(user):
    return User.objects.get(pk=user.pk)


def visit_by(world, name="steward", **words):
    return workflow.log(world.firm, by=fresh(getattr(world, name)), **said(**words))


@pytest.mark.parametrize("name", MAY)
def test_those_who_serve_record_a_visit_under_their_own_name(world, name):
    visit = visit_by(world, name, follow_ups=[("送政策汇编", timezone.localdate() + timedelta(days=7))])
    assert (visit.author_id, visit.steward_id) == (getattr(world, name).pk, world.steward.steward.pk)
    assert [row.text for row in visit.follow_ups.all()] == ["送政策汇编"]
    assert visit.history.count() == 1


@pytest.mark.parametrize("name", MAY_NOT)
def test_nobody_else_does(world, name):
    with pytest.raises(Refused) as refused:
        visit_by(world, name)
    assert refused.value.code == "not_serving"
    assert not Visit.objects.exists()


def test_the_same_page_sent_five_times_is_one_record(world):
    words = said(follow_ups=[("回访", timezone.localdate())])
    first, *again = [workflow.log(world.firm, by=fresh(world.steward), **words) for _time in range(5)]
    assert {visit.pk for visit in again} == {first.pk}
    assert (Visit.objects.count(), FollowUp.objects.count()) == (1, 1)


def test_what_is_sent_again_after_a_hand_over_still_finds_its_record(world):
    words = said()
    first = workflow.log(world.firm, by=fresh(world.steward), **words)
    workflow.end(Assignment.objects.open().get(enterprise=world.firm), by=None)
    assert workflow.log(world.firm, by=fresh(world.steward), **words).pk == first.pk


def test_a_number_of_somebody_elses_record_is_refused(world):
    mine = visit_by(world)
    with pytest.raises(Refused) as refused:
        visit_by(world, "general", client_id=mine.client_id)
    assert refused.value.code == "foreign"


def test_a_visit_to_an_enterprise_handed_over_yesterday_is_refused(world):
    workflow.end(Assignment.objects.open().get(enterprise=world.firm), by=None)
    with pytest.raises(Refused) as refused:
        visit_by(world)
    assert refused.value.code == "not_serving"


def test_a_time_to_come_is_refused_by_the_rule_and_by_the_database(world):
    with pytest.raises(Refused) as refused:
        visit_by(world, happened_at=timezone.now() + timedelta(minutes=1))
    assert refused.value.code == "future"
    visit = visit_by(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(happened_at=visit.created_at + timedelta(seconds=1))


def test_the_author_corrects_within_a_day_and_the_history_keeps_what_stood_before(world):
    visit = visit_by(world)
    changed = workflow.correct(visit, by=world.steward, heard="招工难，住宿不便", mode=VisitMode.PHONE)
    assert (changed.heard, changed.mode, changed.people) == ("招工难，住宿不便", VisitMode.PHONE, "王经理")
    assert changed.changed_at is not None
    assert [row.heard for row in visit.history.order_by("history_id")] == ["招工难", "招工难，住宿不便"]


def test_a_correction_cannot_move_the_visit_behind_its_writing(world):
    visit = visit_by(world)
    with pytest.raises(Refused) as refused:
        workflow.correct(visit, by=world.steward, happened_at=visit.created_at + timedelta(minutes=1))
    assert refused.value.code == "future"


@pytest.mark.parametrize(("name", "late"), [("steward", True), ("general", False), ("liaison", False)])
def test_after_a_day_or_by_somebody_else_nothing_is_corrected(world, name, late):
    visit = visit_by(world)
    if late:
        before = timezone.now() - CORRECTABLE_FOR - timedelta(minutes=1)
        Visit.objects.filter(pk=visit.pk).update(created_at=before, happened_at=before)
    with pytest.raises(Refused) as refused:
        workflow.correct(visit, by=getattr(world, name), heard="别的")
    assert refused.value.code == "too_late"


@pytest.mark.parametrize("name", MAY)
def test_those_who_serve_add_visibly(world, name):
    addition = workflow.add(visit_by(world), by=fresh(getattr(world, name)), text="已发送材料")
    assert (addition.author_id, addition.text) == (getattr(world, name).pk, "已发送材料")


def test_the_author_adds_also_after_the_hand_over_and_a_stranger_never(world):
    visit = visit_by(world)
    workflow.end(Assignment.objects.open().get(enterprise=world.firm), by=None)
    assert workflow.add(visit, by=fresh(world.steward), text="补充")
    with pytest.raises(Refused):
        workflow.add(visit, by=fresh(world.other_steward), text="补充")


def test_a_promise_ends_once_with_its_outcome(world):
    row = visit_by(world, follow_ups=[("回访", timezone.localdate())]).follow_ups.get()
    done = workflow.finish(row, by=fresh(world.liaison), outcome="已回访")
    assert (done.outcome, done.done_by_id) == ("已回访", world.liaison.pk)
    with pytest.raises(Refused) as refused:
        workflow.finish(row, by=fresh(world.steward), outcome="又一次")
    assert refused.value.code == "done"


def test_a_promise_of_somebody_else_is_not_ended(world):
    row = visit_by(world, follow_ups=[("回访", timezone.localdate())]).follow_ups.get()
    with pytest.raises(Refused):
        workflow.finish(row, by=fresh(world.other_steward), outcome="已回访")


def test_a_promise_that_is_done_says_what_came_of_it(world):
    row = visit_by(world, follow_ups=[("回访", timezone.localdate())]).follow_ups.get()
    row.done_at = timezone.now()
    with pytest.raises(ValidationError):
        row.full_clean()


SEES = {"steward", "general", "liaison", "deputy", "district", "city", "leader", "admin"}


@pytest.mark.parametrize("name", [*MAY, *MAY_NOT])
def test_the_record_is_read_by_those_who_serve_lead_or_supervise(world, name):
    visit_by(world, follow_ups=[("回访", timezone.localdate())])
    user = fresh(getattr(world, name))
    assert Visit.objects.visible_to(user).exists() is (name in SEES)
    assert FollowUp.objects.visible_to(user).exists() is (name in SEES)


def test_the_author_reads_the_own_record_after_the_hand_over(world):
    visit_by(world)
    workflow.end(Assignment.objects.open().get(enterprise=world.firm), by=None)
    assert Visit.objects.visible_to(fresh(world.steward)).count() == 1
    assert not FollowUp.objects.of_served_by(fresh(world.steward)).exists()
