"""What the clock does: each rule, the way up level by level, one message a person, nothing at night, nothing twice."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from appeals import workflow as appeals
from appeals.enums import AppealState, HandlingState, Solved
from appeals.models import Handling, Promise
from appeals.supervision import workflow
from appeals.supervision.enums import Effect, OrderState, Rule, Station
from appeals.supervision.models import OrderLimit, OrderLog, SupervisionOrder
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit
from portal.common import workdays
from portal.common.workdays import SHANGHAI
from portal.notifications.models import Notification
from tests import world as worlds
from tests.supervision.samples import AFTER, DUE, MONDAY, NIGHT, break_promises, order_in, overdue, rated, reopened

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]
DAY = timedelta(days=1)
NOTHING = {"lapsed": 0, "raised": 0, "climbed": 0, "told": 0}


def orders(**fields):
    return SupervisionOrder.objects.filter(**fields)


def told():
    return Notification.objects.filter(event="supervision", key__contains=":sweep:")


def way(order):
    return [
        (row.station, row.unit) for row in OrderLog.objects.filter(order=order, step="climb").select_related("unit")
    ]


# --- Rules -----------------------------------------------------------------------------------------------------------
def test_a_broken_final_reply_raises_one_order_to_its_unit(world):
    appeal = overdue(world)
    assert workflow.sweep(MONDAY)["raised"] == 1
    order = orders().get()
    assert (order.appeal, order.unit, order.rule, order.state) == (appeal, world.bureau, Rule.FINAL_REPLY, "issued")
    assert order.due_at == DUE and order.raised_by is None and order.handling == worlds.lead(appeal)
    assert order.history.count() == 1 and order.log.get().step == "issue"


def test_a_case_in_time_raises_nothing(world):
    worlds.appeal_in(world, AppealState.IN_HANDLING)
    assert workflow.sweep(MONDAY) == NOTHING


@pytest.mark.parametrize("state", [AppealState.ACCEPTED, AppealState.SUBMITTED])
def test_what_the_desk_leaves_lying_raises_an_order_to_the_desk(world, state):
    kind = "dispatch" if state == AppealState.ACCEPTED else "review"
    break_promises(worlds.appeal_in(world, state), kind)
    workflow.sweep(MONDAY)
    assert orders(rule=Rule.DESK, unit=world.desk, handling=None).count() == 1
    assert {row.recipient for row in told()} == {world.dispatcher, world.second_dispatcher}


def test_a_review_that_the_steward_left_gives_the_desk_a_working_day_first(world):
    appeal = break_promises(worlds.appeal_in(world, AppealState.SUBMITTED), "review")
    Promise.objects.running().filter(appeal=appeal).update(due_at=MONDAY - 2 * DAY)
    assert workflow.sweep(MONDAY)["raised"] == 0
    assert workflow.sweep(MONDAY + 2 * DAY)["raised"] == 1


@pytest.mark.parametrize(("times", "raised"), [(0, 0), (1, 0), (2, 1), (3, 1)])
def test_from_the_second_reopening_on_each_round_raises_one_order(world, times, raised):
    reopened(world, times)
    workflow.sweep(MONDAY)
    assert orders(rule=Rule.REOPENED).count() == raised
    assert workflow.sweep(MONDAY + DAY)["raised"] == 0


def test_a_new_round_raises_anew_once_the_order_of_the_round_before_is_over(world):
    appeal = reopened(world)
    workflow.sweep(MONDAY)
    order = workflow.reply(orders().get(), by=world.handler, text="已整改")
    workflow.accept(order, by=world.district, effect=Effect.ANSWERED)
    assert workflow.sweep(MONDAY + DAY)["raised"] == 0
    handling = appeals.take_on(worlds.lead(appeal), by=world.handler)
    appeals.reply(handling, by=world.handler, text="再次完成", outcome="solved")
    appeal.refresh_from_db()
    appeals.reopen(appeal, by=world.contact, reason="还是没有解决")
    workflow.sweep(MONDAY + DAY)
    assert orders(rule=Rule.REOPENED).count() == 2


@pytest.mark.parametrize("kind", ["follow_up", "recheck"])
def test_a_bad_rating_that_nobody_followed_up_raises_an_order_to_the_desk(world, kind):
    break_promises(rated(world, 1), kind)
    assert workflow.sweep(MONDAY)["raised"] == 1
    assert orders(rule=Rule.RATING, unit=world.desk).count() == 1
    assert workflow.sweep(MONDAY)["raised"] == 0


def test_a_bad_rating_that_was_followed_up_in_time_or_a_good_one_raises_nothing(world):
    appeal = break_promises(rated(world, 2), "follow_up")
    appeals.record_follow_up(appeal.follow_ups.get(), by=world.dispatcher, text="已致电")
    rated(world, 5, Solved.YES)
    assert workflow.sweep(MONDAY)["raised"] == 0


@pytest.mark.parametrize(("is_binding", "raised"), [(True, 1), (False, 0)])
def test_a_binding_assignment_that_is_not_taken_on_raises_an_order(world, is_binding, raised):
    appeal = break_promises(worlds.appeal_in(world, AppealState.IN_HANDLING), "take_on")
    Handling.objects.filter(appeal=appeal).update(is_binding=is_binding)
    assert workflow.sweep(MONDAY)["raised"] == raised
    assert orders(rule=Rule.ARBITRATION, unit=world.bureau).count() == raised


def test_a_broken_promise_with_its_next_date_is_supervised_once_all_the_same(world):
    appeal = overdue(world)
    now = timezone.now()
    appeals.set_next_date(
        worlds.lead(appeal), by=world.handler, day=workdays.add_workdays(now.date(), 2), reason="待专家评审"
    )
    assert workflow.sweep(MONDAY)["raised"] == 1
    order = workflow.reply(orders().get(), by=world.handler, text="周五前答复")
    rests = workflow.accept(order, by=world.district, effect=Effect.DATED).rests_until
    Promise.objects.running().filter(appeal=appeal).update(due_at=rests + 9 * DAY)
    assert workflow.sweep(rests + timedelta(minutes=1))["raised"] == 0


def test_while_the_enterprise_is_asked_nothing_is_overdue(world):
    appeal = overdue(world)
    Promise.objects.running().filter(appeal=appeal, kind="final_reply").update(paused_at=MONDAY - 3 * DAY)
    assert workflow.sweep(MONDAY)["raised"] == 0


def test_a_rule_that_was_answered_rests_and_then_comes_back_while_the_promise_is_still_broken(world):
    overdue(world)
    workflow.sweep(MONDAY)
    order = workflow.reply(orders().get(), by=world.handler, text="周五前答复")
    rests = workflow.accept(order, by=world.district, effect=Effect.NONE).rests_until
    assert workflow.sweep(MONDAY)["raised"] == 0
    later = rests + timedelta(minutes=1)
    assert workflow.sweep(later)["raised"] == 1
    assert workflow.sweep(later)["raised"] == 0


def test_a_unit_that_was_merged_leaves_the_order_to_its_heir_and_a_closed_one_to_nobody(world):
    overdue(world)
    Unit.objects.filter(pk=world.bureau.pk).update(is_active=False, merged_into=world.other_bureau)
    workflow.sweep(MONDAY)
    assert orders().get().unit == world.other_bureau
    overdue(world, lead=world.power)
    Unit.objects.filter(pk=world.power.pk).update(is_active=False)
    assert workflow.sweep(MONDAY)["raised"] == 0  # it stands among the stuck cases


# --- Twice, and at night ---------------------------------------------------------------------------------------------
def test_twice_in_a_row_changes_nothing(world):
    for _number in range(3):
        overdue(world)
    assert workflow.sweep(MONDAY)["raised"] == 3
    assert workflow.sweep(MONDAY) == NOTHING
    assert workflow.sweep(AFTER)["climbed"] == 3
    before = list(OrderLog.objects.values_list("pk", flat=True)), Notification.objects.count()
    assert workflow.sweep(AFTER) == NOTHING
    assert before == (list(OrderLog.objects.values_list("pk", flat=True)), Notification.objects.count())


@pytest.mark.parametrize("moment", [NIGHT, MONDAY - DAY, datetime(2026, 11, 24, 7, 59, tzinfo=SHANGHAI)])
def test_nothing_happens_in_quiet_hours(world, moment):
    overdue(world)
    order_in(world)
    assert workflow.sweep(moment) == {}
    assert orders().count() == 1 and not told().exists()


def test_each_person_gets_one_message_a_sweep_with_how_many(world):
    for _number in range(4):
        overdue(world)
    workflow.sweep(MONDAY)
    assert {row.recipient for row in told()} == {world.handler, world.second_handler}
    assert all("4" in row.title for row in told()) and told().count() == 2


def test_the_message_speaks_the_language_of_its_reader(world):
    world.handler.language = "zh-hans"
    world.handler.save()
    overdue(world)
    workflow.sweep(MONDAY)
    assert "督办" in told().get(recipient=world.handler).title


# --- The way up ------------------------------------------------------------------------------------------------------
def test_an_unanswered_order_passes_every_level_once_and_stays_with_the_city(world):
    overdue(world)
    workflow.sweep(MONDAY)
    order, moment = orders().get(), AFTER
    levels = [
        (Station.SUPERIOR, world.government, world.superior),
        (Station.DISTRICT, world.lead_unit, world.district),
        (Station.CITY, world.city_lead, world.city),
    ]
    for station, unit, reader in levels:
        Notification.objects.all().delete()
        workflow.sweep(moment)
        order.refresh_from_db()
        assert (order.station, way(order)[-1]) == (station, (station, unit))
        assert [row.recipient for row in told()] == [reader]
        moment += DAY if moment.weekday() < 4 else 3 * DAY
    assert order.climbs_at is None and order.due_at == DUE and order.state == OrderState.ISSUED
    assert workflow.sweep(moment + 7 * DAY)["climbed"] == 0
    assert len(way(order)) == 3


def test_a_level_where_nobody_reads_is_passed_and_the_log_says_so(world):
    Membership.objects.filter(user=world.superior).update(ended_on="2026-01-01")
    overdue(world)
    workflow.sweep(MONDAY)
    workflow.sweep(AFTER)
    order = orders().get()
    assert way(order) == [(Station.SUPERIOR, world.government), (Station.DISTRICT, world.lead_unit)]
    assert order.station == Station.DISTRICT
    assert told().latest("pk").recipient == world.district


def test_a_lead_department_that_answers_is_not_its_own_superior(world):
    Membership.objects.create(user=worlds.person(), role=Role.HANDLER, unit=world.lead_unit, started_on="2020-01-01")
    overdue(world, lead=world.lead_unit)
    workflow.sweep(MONDAY)
    for moment in (AFTER, AFTER + 3 * DAY, AFTER + 8 * DAY):
        workflow.sweep(moment)
    assert [station for station, _unit in way(orders().get())] == [Station.SUPERIOR, Station.CITY]


def test_a_tree_in_a_circle_and_closed_superiors_hold_nobody_up(world):
    closed = worlds.unit(UnitKind.GOVERNMENT, "已撤销", is_active=False)
    Unit.objects.filter(pk=world.government.pk).update(parent=world.bureau)
    Unit.objects.filter(pk=world.bureau.pk).update(parent=closed)
    Unit.objects.filter(pk=closed.pk).update(parent=world.government)
    overdue(world)
    workflow.sweep(MONDAY)
    workflow.sweep(AFTER)
    workflow.sweep(AFTER + DAY)
    assert [station for station, _unit in way(orders().get())] == [Station.SUPERIOR, Station.DISTRICT]


def test_a_reply_stops_the_climb_and_a_bad_one_goes_on_from_where_it_stood(world):
    overdue(world)
    workflow.sweep(MONDAY)
    workflow.sweep(AFTER)
    order = workflow.reply(orders().get(), by=world.handler, text="正在办")
    assert workflow.sweep(AFTER + 7 * DAY)["climbed"] == 0
    order = workflow.send_back(order, by=world.district, verdict="没有日期")
    workflow.sweep(order.due_at + timedelta(minutes=1))
    order.refresh_from_db()
    assert order.station == Station.DISTRICT


def test_orders_whose_ground_is_gone_are_withdrawn_by_themselves(world):
    withdrawn, recalled, kept = overdue(world), overdue(world), overdue(world)
    workflow.sweep(MONDAY)
    appeals.withdraw(withdrawn, by=world.contact, reason="已解决")
    appeals.recall(worlds.lead(recalled), by=world.dispatcher, reason="改派")
    assert workflow.sweep(MONDAY)["lapsed"] == 2
    assert orders(state=OrderState.ISSUED).get().appeal == kept
    assert {row.step for row in OrderLog.objects.filter(order__appeal=withdrawn)} == {"issue", "lapse"}
    assert Handling.objects.filter(state=HandlingState.ENDED).count() == 2


def test_the_days_are_data_and_a_new_row_changes_new_orders_only(world):
    overdue(world)
    workflow.sweep(MONDAY)
    OrderLimit.objects.create(kind="reply", days=1, effective_from=MONDAY.date())
    overdue(world)
    workflow.sweep(MONDAY)
    assert list(orders().order_by("pk").values_list("days", flat=True)) == [3, 1]
