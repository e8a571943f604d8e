"""What people do with an order: every step from every state, what each leaves."""

import pytest

from appeals import workflow as appeals
from appeals.enums import AppealState
from appeals.supervision import workflow
from appeals.supervision.enums import Effect, OrderState, Station
from appeals.supervision.steps import STEPS
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from tests import world as worlds
from tests.supervision.samples import order_in

S = OrderState
TAKE = {
    "reply": lambda world, order: workflow.reply(order, by=world.handler, text="周五前答复"),
    "accept": lambda world, order: workflow.accept(order, by=world.district, effect=Effect.DATED),
    "send_back": lambda world, order: workflow.send_back(order, by=world.district, verdict="没有日期"),
    "withdraw": lambda world, order: workflow.withdraw(order, by=world.district, reason="不再需要"),
}


def people(event="supervision"):
    return set(Notification.objects.filter(event=event).values_list("recipient", flat=True))


@pytest.mark.django_db
class TestSteps:
    @pytest.mark.parametrize("state", S)
    @pytest.mark.parametrize("step", STEPS)
    def test_each_step_is_taken_from_its_states_and_refused_from_the_others(self, world, state, step):
        order = order_in(world, state)
        before = order.log.count()
        if state in STEPS[step].sources:
            assert TAKE[step](world, order).state == STEPS[step].target
            assert order.log.last().step == step
        else:
            with pytest.raises(Refused) as refused:
                TAKE[step](world, order)
            assert refused.value.code == "wrong_state"
            assert order.log.count() == before

    def test_the_table_has_every_step_that_is_tried(self):
        assert set(STEPS) == set(TAKE)

    def test_an_order_by_hand_has_number_date_and_the_person_and_the_unit_hears_of_it(self, world):
        order = order_in(world)
        again = order_in(world, unit=world.power, appeal=appeals.dispatch(
            worlds.appeal_in(world, AppealState.ACCEPTED), by=world.dispatcher, lead=world.power, difficulty="general",
        ))  # fmt: skip
        assert order.number.startswith("DB-") and int(again.number[-6:]) > int(order.number[-6:])
        assert order.raised_by == world.district and order.days == 3 and order.climbs_at == order.due_at
        assert order.handling == worlds.lead(order.appeal) and order.station == Station.RESPONDENT
        assert {world.handler.pk, world.second_handler.pk} <= people()

    def test_one_open_order_by_hand_of_a_unit_on_a_case_and_a_new_one_after_it_is_over(self, world):
        order = order_in(world)
        with pytest.raises(Refused):
            order_in(world, appeal=order.appeal)
        workflow.withdraw(order, by=world.district, reason="重复")
        assert order_in(world, appeal=order.appeal).number != order.number

    def test_only_who_answers_for_the_case_gets_an_order(self, world):
        with pytest.raises(Refused) as refused:
            order_in(world, unit=world.other_bureau)
        assert refused.value.code == "unit"
        accepted = worlds.appeal_in(world, AppealState.ACCEPTED)
        assert order_in(world, appeal=accepted, unit=world.desk).handling is None

    @pytest.mark.parametrize("state", [AppealState.WITHDRAWN, AppealState.DECLINED])
    def test_a_case_that_ended_without_an_answer_is_not_supervised(self, world, state):
        with pytest.raises(Refused):
            order_in(world, appeal=worlds.appeal_in(world, state))

    @pytest.mark.parametrize("text", ["", "  "])
    def test_empty_words_are_refused_at_every_step(self, world, text):
        for act in (
            lambda: order_in(world, demand=text),
            lambda: workflow.reply(order_in(world), by=world.handler, text=text),
            lambda: workflow.send_back(order_in(world, S.REPLIED), by=world.district, verdict=text),
            lambda: workflow.withdraw(order_in(world), by=world.district, reason=text),
            lambda: workflow.accept(order_in(world, S.REPLIED), by=world.district, effect=text),
        ):
            with pytest.raises(Refused):
                act()

    def test_a_reply_stops_the_climb_and_the_one_who_raised_judges(self, world):
        Notification.objects.all().delete()
        order = order_in(world, S.REPLIED)
        assert order.climbs_at is None and order.replied_by == world.handler
        assert world.district.pk in people()

    def test_a_reply_that_does_not_hold_gets_a_new_date_and_the_old_one_stays_in_the_log(self, world):
        order = order_in(world, S.RETURNED)
        assert order.climbs_at == order.due_at and order.verdict == "没有给出日期"
        assert [row.step for row in order.log.all()] == ["issue", "reply", "send_back"]
        assert order.log.first().due_at <= order.due_at

    def test_a_reply_that_does_not_hold_may_climb_at_once(self, world):
        order = order_in(world, S.REPLIED)
        order = workflow.send_back(order, by=world.district, verdict="敷衍", climbs=True)
        assert (order.state, order.station) == (S.RETURNED, Station.SUPERIOR)
        assert order.log.get(step="climb").unit == world.government

    def test_an_order_to_a_merged_unit_is_its_heirs(self, world):
        appeal = worlds.appeal_in(world, AppealState.IN_HANDLING)
        world.bureau.is_active, world.bureau.merged_into = False, world.other_bureau
        world.bureau.save()
        assert order_in(world, appeal=appeal, unit=world.other_bureau).unit == world.other_bureau
