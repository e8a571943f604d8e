"""Two people at once, with real threads on PostgreSQL: one decision, one proposal, and no visit is lost."""

import uuid

import pytest
from django.utils import timezone

from appeals import workflow as appeals
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.common import hooks
from portal.common.workflow import Refused
from stewards import workflow as stewardship
from stewards.changes import workflow
from stewards.changes.enums import Kind, State
from stewards.changes.models import Proposal
from stewards.models import Assignment, Steward, Visit
from tests import world as worlds
from tests.stewards.test_races import lost, together, won

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    world = worlds.build()
    user = worlds.person(Role.STEWARD, world.local_unit, "周建明")
    world.mate = Steward.objects.create(user=user, staff_no="S-MATE", unit=world.local_unit)
    world.second_district = worlds.person(Role.DISTRICT, world.district.memberships.get().unit)
    world.second_general = worlds.person(Role.GENERAL, world.local_unit)
    return world


def reassign(world, by):
    facts = {"enterprise": world.firm, "to_steward": world.mate}
    return workflow.propose(Kind.REASSIGN, world.local_unit, by=by, reason="调整", **facts)


def test_of_two_district_leads_one_approves_and_it_is_applied_once(world):
    one = reassign(world, world.general)
    leads = [world.district, world.second_district]
    results = together([lambda by=by: workflow.approve(one, by=by, decision="同意") for by in leads])
    assert (len(won(results)), len(lost(results))) == (1, 1)
    assert Assignment.objects.filter(enterprise=world.firm, steward=world.mate).count() == 1


def test_of_two_general_stewards_one_proposes_and_the_other_reads_why(world):
    results = together([lambda by=by: reassign(world, by) for by in (world.general, world.second_general)])
    (refused,) = lost(results)
    assert refused.messages[0] and Proposal.objects.count() == 1


def test_on_its_day_it_is_applied_once_however_often_beat_rings(world):
    one = reassign(world, world.general)
    Proposal.objects.filter(pk=one.pk).update(
        state=State.APPROVED, decided_at=timezone.now(), decided_by=world.district
    )
    assert sum(together([workflow.apply_due] * 3)) == 1
    assert Assignment.objects.filter(enterprise=world.firm, steward=world.mate).count() == 1


def test_a_visit_logged_during_the_hand_over_stands_under_its_author(world):
    def log():
        return stewardship.log(
            world.firm, by=world.steward, client_id=uuid.uuid4(), mode="phone", happened_at=timezone.now(),
            people="王经理", topics=[], heard="一切正常", follow_ups=[],
        )  # fmt: skip

    def hand_over():
        pairs = [(world.firm, world.mate)]
        return workflow.hand_over(world.steward.steward, pairs, by=world.district, reason="调离")

    results = together([log, hand_over])
    assert not [result for result in results if isinstance(result, Refused)]
    assert Visit.objects.get().author == world.steward
    assert Assignment.objects.open().get(enterprise=world.firm).steward == world.mate


def test_an_appeal_submitted_during_the_hand_over_is_reviewed_by_whoever_serves_then(world):
    draft = worlds.draft(world)

    def hand_over():
        return workflow.hand_over(world.steward.steward, [(world.firm, world.mate)], by=world.district, reason="调离")

    results = together([lambda: appeals.submit(draft, by=world.contact), hand_over])
    assert not lost(results)
    due = {
        name: [item.url for item in hooks.due_items(person, person.grants[0]) if item.kind == "appeal"]
        for name, person in (("left", fresh(world.steward)), ("serves", fresh(world.mate.user)))
    }
    assert due == {"left": [], "serves": [results[0].get_absolute_url()]}


def fresh(person):
    return User.objects.get(pk=person.pk)
