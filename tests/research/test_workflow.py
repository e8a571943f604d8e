"""Research visits: who plans, who is told once, what is recorded, and that somebody returns."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.common.workflow import Refused, TransitionRefused
from portal.notifications.models import Notification
from stewards import workflow as stewardship
from stewards.cadence import next_contacts
from stewards.models import Assignment, FollowUp, Visit
from stewards.research import workflow
from stewards.research.enums import ResearchState, StopState
from stewards.research.models import ResearchStop, ResearchVisit
from tests.plugins.lasting import lasting
from tests.research import planning

pytestmark = pytest.mark.django_db
MAY_PLAN = ["district", "city", "general"]
MAY_NOT_PLAN = ["steward", "liaison", "contact", "other_steward", "dispatcher", "handler", "leader", "admin", "nobody"]
MAY_RECORD = ["steward", "liaison", "deputy", "general"]
MAY_NOT_RECORD = ["district", "city", "leader", "contact", "other_steward", "handler", "admin", "nobody"]
built, world = lasting(planning.build)


def told():
    return {row.recipient_id: row for row in Notification.objects.all()}


@pytest.mark.parametrize("name", MAY_PLAN)
def test_districts_the_city_and_general_stewards_plan(world, name):
    row = workflow.plan(
        by=planning.fresh(getattr(world, name)), stops=[(world.firm, planning.at(10))], **planning.said()
    )
    assert (row.state, row.sequence, row.history.count()) == (ResearchState.PLANNED, 0, 1)
    assert ResearchVisit.objects.visible_to(planning.fresh(world.steward)).get() == row


@pytest.mark.parametrize("name", MAY_NOT_PLAN)
def test_nobody_else_plans(world, name):
    with pytest.raises(Refused):
        planning.planned(world, by=name)


@pytest.mark.parametrize("name", ["district", "general"])
def test_nobody_plans_for_enterprises_of_others(world, name):
    with pytest.raises(Refused) as refused:
        planning.planned(world, by=name, stops=[(world.firm, planning.at(10)), (world.foreign_firm, planning.at(11))])
    assert refused.value.code == "not_yours"


@pytest.mark.parametrize(
    ("words", "stops", "code"),
    [
        ({}, [], "empty"),
        ({"days": -1}, None, "hours"),
        ({"starts_at": timezone.now() - timedelta(hours=1)}, None, "past"),
        ({"ends_at": planning.at(10)}, None, "hours"),
        ({"leader_name": ""}, None, "research_visit_has_leader"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_a_sentence(world, words, stops, code):
    stops = [(world.firm, planning.at(9, 45)), (world.second_firm, planning.at(11))] if stops is None else stops
    with pytest.raises(Refused) as refused:
        workflow.plan(by=planning.fresh(world.district), stops=stops, **planning.said(**words))
    assert refused.value.code == code
    assert not ResearchVisit.objects.exists()


def test_everybody_concerned_is_told_once_and_the_planner_is_not(world):
    companion = world.second_handler
    workflow.plan(
        by=planning.fresh(world.district), companions=[companion, world.steward],
        stops=[(world.firm, planning.at(9, 45)), (world.second_firm, planning.at(11))],
        **planning.said(leader=world.leader),
    )  # fmt: skip
    people = [world.contact, world.colleague, world.second_contact, world.steward, world.liaison, world.deputy,
              world.general, world.leader, companion]  # fmt: skip
    assert set(told()) == {one.pk for one in people}
    assert Notification.objects.count() == len(people)
    assert told()[world.contact.pk].url == f"/enterprises/{world.firm.uscc}/"
    assert "9:45" in told()[world.contact.pk].text and "11:00" in told()[world.second_contact.pk].text


def test_a_change_counts_up_and_tells_everybody_again_also_those_left_out(world):
    row = planning.planned(world)
    for number in (1, 2):  # the same change twice is one change
        row = workflow.change(
            row, by=planning.fresh(world.district), stops=[(world.firm, planning.at(10))], **planning.said()
        )
        assert row.sequence == 1, number
    assert set(told()) >= {world.contact.pk, world.steward.pk, world.second_contact.pk}
    assert "不再" in told()[world.second_contact.pk].title or "Without" in told()[world.second_contact.pk].title
    assert planning.stop_of(row, world.second_firm).state == StopState.DROPPED
    assert Notification.objects.filter(recipient=world.steward.pk).count() == 1


def test_a_dropped_stop_comes_back_as_the_same_row(world):
    row = planning.planned(world)
    dropped = planning.stop_of(row, world.second_firm)
    both = [(world.firm, planning.at(9, 45)), (world.second_firm, planning.at(11))]
    workflow.change(row, by=planning.fresh(world.district), stops=both[:1], **planning.said())
    workflow.change(row, by=planning.fresh(world.district), stops=both, **planning.said())
    assert planning.stop_of(row, world.second_firm).pk == dropped.pk
    assert ResearchStop.objects.filter(state=StopState.PLANNED).count() == 2


def test_a_cancellation_says_why_to_everybody(world):
    row = workflow.cancel(planning.planned(world), by=planning.fresh(world.general), reason="领导另有安排")
    assert (row.state, row.sequence) == (ResearchState.CANCELLED, 1)
    assert told()[world.contact.pk].text == "领导另有安排"
    assert world.district.pk in told() and world.general.pk not in told()


def in_state(world, state):
    row = planning.held(world)
    if state == ResearchState.CANCELLED:
        return workflow.cancel(row, by=planning.fresh(world.district), reason="改期")
    if state == ResearchState.DONE:
        for stop in row.stops.select_related("enterprise"):
            planning.heard(world, stop, by="general")
        row.refresh_from_db()
    return row


STEPS = {
    "change": lambda world, row: workflow.change(
        row, by=planning.fresh(world.district), companions=[], stops=[(one.enterprise, one.at) for one in
        row.stops.select_related("enterprise")], **planning.said(-1, purpose="新的目的")
    ),
    "cancel": lambda world, row: workflow.cancel(row, by=planning.fresh(world.district), reason="改期"),
    "record": lambda world, row: planning.heard(world, planning.stop_of(row, world.firm)),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ResearchState)
def test_every_step_from_every_state(world, step, state):
    row = in_state(world, state)
    assert row.state == state
    if state == ResearchState.PLANNED:
        assert STEPS[step](world, row)
    else:
        with pytest.raises((TransitionRefused, Refused)):
            STEPS[step](world, row)


@pytest.mark.parametrize("name", MAY_RECORD)
def test_whoever_serves_records_a_visit_with_its_promises(world, name):
    stop = planning.stop_of(planning.held(world), world.firm)
    day = timezone.localdate() + timedelta(days=5)
    stop = planning.heard(world, stop, by=name, follow_ups=[("协调供电", day)], revisit_on=day)
    visit = Visit.objects.get()
    assert (stop.visit, stop.state, visit.mode) == (visit, StopState.RECORDED, "on_site")
    assert (visit.author_id, visit.steward_id) == (getattr(world, name).pk, world.steward.steward.pk)
    assert FollowUp.objects.get().text == "协调供电"
    assert next_contacts(Assignment.objects.open().filter(enterprise=world.firm))[0].last == visit.happened_at


@pytest.mark.parametrize("name", MAY_NOT_RECORD)
def test_nobody_else_records(world, name):
    stop = planning.stop_of(planning.held(world), world.firm)
    with pytest.raises(Refused):
        planning.heard(world, stop, by=name)
    assert not Visit.objects.exists()


def test_a_record_sent_twice_is_one_and_a_second_one_is_refused(world):
    stop = planning.stop_of(planning.held(world), world.firm)
    number = uuid.uuid4()
    first = planning.heard(world, stop, client_id=number)
    assert planning.heard(world, stop, client_id=number).visit == first.visit
    with pytest.raises(Refused) as refused:
        planning.heard(world, stop, by="general")
    assert refused.value.code == "recorded" and Visit.objects.count() == 1


def test_a_stop_ahead_is_not_recorded(world):
    with pytest.raises(Refused) as refused:
        planning.heard(world, planning.stop_of(planning.planned(world), world.firm))
    assert refused.value.code == "future"


def test_the_last_record_ends_the_research_visit_and_so_does_leaving_the_rest_out(world):
    row = planning.held(world)
    planning.heard(world, planning.stop_of(row, world.firm))
    row.refresh_from_db()
    assert row.state == ResearchState.PLANNED
    stops = [(world.firm, planning.stop_of(row, world.firm).at)]
    with pytest.raises(Refused):
        workflow.cancel(row, by=planning.fresh(world.district), reason="改期")
    row = workflow.change(row, by=planning.fresh(world.district), stops=stops, **planning.said(-1))
    assert row.state == ResearchState.DONE


def recorded(world, days):
    stop = planning.stop_of(planning.held(world), world.firm)
    return planning.heard(world, stop, revisit_on=timezone.localdate() + timedelta(days=days))


@pytest.mark.parametrize(("days", "is_due"), [(-3, True), (0, True), (7, True), (8, False)])
def test_a_revisit_is_due_from_a_week_before_its_day(world, days, is_due):
    stop = recorded(world, days)
    assert (stop in ResearchStop.objects.revisits_due()) is is_due


@pytest.mark.parametrize(("days_ago", "is_due"), [(0, False), (6, False), (8, True)])
def test_a_visit_from_a_week_before_the_day_is_the_revisit_an_earlier_one_is_not(world, days_ago, is_due):
    stop = recorded(world, 0)
    Visit.objects.filter(pk=stop.visit_id).update(happened_at=timezone.now() - timedelta(days=30))
    log(world, days_ago)
    assert (stop in ResearchStop.objects.revisits_due()) is is_due


def log(world, days_ago, firm=None):
    return stewardship.log(
        firm or world.firm, by=planning.fresh(world.steward), client_id=uuid.uuid4(), mode="phone", people="王总",
        topics=[], heard="一切正常", happened_at=timezone.now() - timedelta(days=days_ago, minutes=1),
    )  # fmt: skip


def test_an_earlier_visit_is_linked_as_the_revisit_once(world):
    stop = recorded(world, 0)
    Visit.objects.filter(pk=stop.visit_id).update(happened_at=timezone.now() - timedelta(days=30))
    visit = log(world, 10)
    with pytest.raises(Refused):
        workflow.link_revisit(stop, by=planning.fresh(world.district), visit=visit)
    with pytest.raises(Refused):
        workflow.link_revisit(stop, by=planning.fresh(world.steward), visit=stop.visit)
    workflow.link_revisit(stop, by=planning.fresh(world.steward), visit=visit)
    assert stop not in ResearchStop.objects.revisits_due()
    with pytest.raises(Refused):
        workflow.link_revisit(stop, by=planning.fresh(world.steward), visit=visit)


def test_the_database_refuses_a_record_without_its_visit(world):
    stop = planning.stop_of(planning.held(world), world.firm)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResearchStop.objects.filter(pk=stop.pk).update(state=StopState.RECORDED)
