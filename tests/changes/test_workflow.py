"""Proposals: every step from every state, every kind applied or refused with a sentence, and on its day once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enterprises.enums import Level
from enterprises.models import Enterprise
from portal.accounts.enums import Role, UnitKind
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from stewards import workflow as stewardship
from stewards.changes import workflow
from stewards.changes.enums import Kind, State
from stewards.changes.models import Proposal
from stewards.models import Assignment, Steward
from stewards.models.steward import SLOTS
from tests import world as worlds
from tests.plugins.lasting import lasting


def build():
    world = worlds.build()
    world.boss = world.steward.steward
    world.mate = new_steward(world.local_unit, "周建明")
    world.plain = worlds.enterprise(worlds.CODES[3], local_unit=world.local_unit, level="")
    world.second_unit = worlds.unit(UnitKind.LOCAL_UNIT, "金桥镇营商服务办公室", district_id="310115")
    return world


def new_steward(unit, name=""):
    user = worlds.person(Role.STEWARD, unit, name)
    return Steward.objects.create(user=user, staff_no=f"S{user.pk}", unit=unit)


built, world = lasting(build)


def served_by(firm):
    row = Assignment.objects.open().filter(enterprise=firm).first()
    return row and row.steward


def fill(steward, count, start):
    firms = [worlds.enterprise(worlds.code(start + n), local_unit=steward.unit) for n in range(count)]
    for firm in firms:
        stewardship.assign(steward, firm, by=None)
    return firms


def proposed(world, kind=Kind.LEVEL, **facts):
    if kind == Kind.LEVEL and "level" not in facts:
        facts = {"enterprise": world.firm, "level": Level.STREET} | facts
    return workflow.propose(kind, world.local_unit, by=world.general, reason="按名册调整", **facts)


def approved(world, *args, **facts):
    return workflow.approve(proposed(world, *args, **facts), by=world.district, decision="同意")


def at(world, state):
    later = timezone.localdate() + timedelta(days=3)
    if state == "in force":
        return approved(world)
    one = proposed(world, effective_on=later)
    if state == State.APPROVED:
        return workflow.approve(one, by=world.district, decision="同意")
    if state == State.REFUSED:
        return workflow.refuse(one, by=world.district, decision="材料不足")
    return workflow.withdraw(one, by=world.general) if state == State.WITHDRAWN else one


STEPS = {
    "approve": (State.PROPOSED,),
    "refuse": (State.PROPOSED, State.APPROVED),
    "withdraw": (State.PROPOSED,),
}


@pytest.mark.parametrize("state", [*State, "in force"])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_possible_from_these_states_alone(world, state, step):
    one = at(world, state)
    words = {} if step == "withdraw" else {"decision": "按规定办理"}
    take = getattr(workflow, step)
    if state in STEPS[step]:
        assert take(one, by=world.district, **words).state != state
        return
    before = Proposal.objects.filter(pk=one.pk).values().get()
    with pytest.raises(Refused):
        take(one, by=world.district, **words)
    assert Proposal.objects.filter(pk=one.pk).values().get() == before


def test_an_enterprise_comes_onto_the_roster_with_its_level(world):
    one = approved(world, Kind.ADD, enterprise=world.plain, level=Level.DISTRICT)
    world.plain.refresh_from_db()
    assert (world.plain.level, one.applied_at is not None) == (Level.DISTRICT, True)
    assert world.plain.history.latest().history_user == world.district


def test_a_removed_enterprise_loses_its_steward(world):
    approved(world, Kind.REMOVE, enterprise=world.firm)
    world.firm.refresh_from_db()
    assert not world.firm.is_key and served_by(world.firm) is None
    assert not Enterprise.objects.visible_to(world.steward).filter(pk=world.firm.pk).exists()


def test_a_moved_enterprise_belongs_to_the_other_unit_without_a_steward(world):
    approved(world, Kind.MOVE, enterprise=world.firm, to_unit=world.second_unit)
    world.firm.refresh_from_db()
    assert (world.firm.local_unit, served_by(world.firm)) == (world.second_unit, None)


def test_the_steward_changes_and_both_and_the_contact_are_told(world):
    approved(world, Kind.REASSIGN, enterprise=world.firm, to_steward=world.mate)
    assert served_by(world.firm) == world.mate
    told = Notification.objects.filter(recipient__in=[world.steward, world.mate.user, world.contact])
    assert told.filter(key__contains="assignment_changed").values("recipient").distinct().count() == 3


def test_two_full_stewards_swap(world):
    fill(world.boss, SLOTS - 1, 100)
    other = fill(world.mate, SLOTS, 200)[0]
    approved(world, Kind.SWAP, enterprise=world.firm, other=other)
    assert (served_by(world.firm), served_by(other)) == (world.mate, world.boss)
    assert Assignment.objects.open().filter(steward=world.boss).count() == SLOTS


def test_ten_enterprises_go_over_under_the_cap(world):
    firms = [world.firm, *fill(world.boss, SLOTS - 1, 100)]
    third = new_steward(world.local_unit)
    pairs = [(firm, world.mate if place < 6 else third) for place, firm in enumerate(firms)]
    one = workflow.hand_over(world.boss, pairs, by=world.district, reason="调离")
    assert (one.state, one.takings.count(), one.applied_at is not None) == (State.APPROVED, 10, True)
    assert not Assignment.objects.open().filter(steward=world.boss).exists()
    assert Assignment.objects.open().filter(steward=world.mate).count() == 6


def test_a_full_taker_is_named_and_nothing_changes(world):
    fill(world.mate, SLOTS, 200)
    one = proposed(world, Kind.REASSIGN, enterprise=world.firm, to_steward=world.mate)
    with pytest.raises(Refused) as refused:
        workflow.approve(one, by=world.district, decision="同意")
    one.refresh_from_db()
    assert "周建明" in refused.value.messages[0]
    assert (one.state, served_by(world.firm)) == (State.PROPOSED, world.boss)


def test_what_was_handed_over_meanwhile_is_not_handed_over_again(world):
    third = new_steward(world.local_unit)
    one = proposed(world, Kind.REASSIGN, enterprise=world.firm, to_steward=world.mate)
    stewardship.move([(world.firm, third)], by=world.district)
    with pytest.raises(Refused) as refused:
        workflow.approve(one, by=world.district, decision="同意")
    assert refused.value.code == "meanwhile" and served_by(world.firm) == third


def test_a_hand_over_that_forgets_an_enterprise_is_refused(world):
    fill(world.boss, 1, 100)
    with pytest.raises(Refused) as refused:
        workflow.hand_over(world.boss, [(world.firm, world.mate)], by=world.district, reason="调离")
    assert refused.value.code == "more" and not Proposal.objects.exists()


def test_one_open_proposal_of_a_kind_for_an_enterprise(world):
    proposed(world)
    with pytest.raises(Refused) as refused:
        proposed(world, level=Level.DISTRICT, enterprise=world.firm)
    assert refused.value.code == "changes_proposal_one_open"
    proposed(world, Kind.REASSIGN, enterprise=world.firm, to_steward=world.mate)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (Kind.ADD, {"enterprise": "firm", "level": Level.DISTRICT}),
        (Kind.REMOVE, {"enterprise": "plain"}),
        (Kind.LEVEL, {"enterprise": "firm", "level": Level.MUNICIPAL}),
        (Kind.MOVE, {"enterprise": "firm", "to_unit": "local_unit"}),
        (Kind.MOVE, {"enterprise": "firm", "to_unit": "bureau"}),
        (Kind.REASSIGN, {"enterprise": "firm", "to_steward": "boss"}),
        (Kind.SWAP, {"enterprise": "firm", "other": "firm"}),
        (Kind.HANDOVER, {"from_steward": "mate"}),
        (Kind.LEVEL, {"enterprise": "firm", "level": Level.STREET, "effective_on": "2020-01-01"}),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(world, kind, facts):
    facts = {key: getattr(world, value, value) for key, value in facts.items()}
    if "effective_on" in facts:
        facts["effective_on"] = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        proposed(world, kind, **facts)
    assert refused.value.messages[0] and not Proposal.objects.exists()


def on_its_day(one):
    Proposal.objects.filter(pk=one.pk).update(effective_on=timezone.localdate())


def test_what_was_approved_for_later_is_applied_on_its_day_and_once(world):
    one = at(world, State.APPROVED)
    assert workflow.apply_due() == 0 and one.applied_at is None
    on_its_day(one)
    assert (workflow.apply_due(), workflow.apply_due()) == (1, 0)
    world.firm.refresh_from_db()
    assert world.firm.level == Level.STREET


def test_what_cannot_be_applied_on_its_day_is_told_once_and_tried_again(world):
    later = timezone.localdate() + timedelta(days=3)
    one = approved(world, Kind.REASSIGN, enterprise=world.firm, to_steward=world.mate, effective_on=later)
    ten = fill(world.mate, SLOTS, 200)
    on_its_day(one)
    assert (workflow.apply_due(), workflow.apply_due()) == (0, 0)
    one.refresh_from_db()
    told = Notification.objects.filter(recipient=world.district, key__endswith=f"failed:{world.district.pk}")
    assert "周建明" in one.failure and told.count() == 1
    stewardship.move([(ten[0], None)], by=world.district)
    assert workflow.apply_due() == 1 and served_by(world.firm) == world.mate
