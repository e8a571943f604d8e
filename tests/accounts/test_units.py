"""Units merge and close: everything they hold goes on or ends by choice, and nothing is lost on the way."""

import pytest

from appeals import workflow as cases
from appeals.enums import AppealState as S
from appeals.enums import HandlingState, MessageKind, Outcome
from appeals.models import AppealLog, Handling, Message
from enterprises.models import Enterprise
from portal.accounts import workflow
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit, User
from portal.accounts.permissions import unit_ids
from portal.accounts.units import closed_sentence, takers
from portal.accounts.workflow.units import held_by
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from stewards.models import Assignment, Steward
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
WHY = "机构改革"


built, world = lasting(worlds.build)


def second_local_unit(world, district="310115"):
    return worlds.unit(UnitKind.LOCAL_UNIT, "张江科学城营商服务办公室", district_id=district)


def merge(unit, into, by=None, reason=WHY):
    return workflow.merge(unit, into, by=by, reason=reason)


def test_a_local_unit_hands_over_people_stewards_enterprises_and_street(world):
    into = second_local_unit(world)
    moved = merge(world.local_unit, into, by=world.admin)
    assert {row.key: row.count for row in moved} == {"stewards": 2, "enterprises": 1, "people": 3, "street": 1}
    assert set(Steward.objects.serving().values_list("unit", flat=True)) == {into.pk}
    assert Enterprise.objects.get(pk=world.firm.pk).local_unit == into
    assert Assignment.objects.open().count() == 2
    assert not Membership.objects.in_force().filter(unit=world.local_unit).exists()
    assert Membership.objects.in_force().filter(unit=into, role=Role.GENERAL, user=world.general).exists()
    closed = Unit.objects.get(pk=world.local_unit.pk)
    assert (closed.is_active, closed.merged_into, closed.successor) == (False, into, into)
    into.refresh_from_db()
    assert into.town == closed.town
    assert [row.key for row in held_by(closed)] == ["street"]


def test_history_says_who_moved_what_and_why(world):
    into = second_local_unit(world)
    merge(world.local_unit, into, by=world.admin)
    steward = Steward.objects.get(user=world.steward)
    role = Membership.objects.get(user=world.general)
    for row in (Unit.objects.get(pk=world.local_unit.pk), steward, role, Enterprise.objects.get(pk=world.firm.pk)):
        last = row.history.latest()
        assert (last.history_user, last.history_change_reason) == (world.admin, WHY)
    assert role.history.earliest().unit_id in (world.local_unit.pk, into.pk)


def test_open_cases_change_unit_with_a_log_row_a_message_and_the_same_dates(world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    handling = cases.take_on(worlds.lead(appeal), by=world.handler)
    cases.add_note(appeal, by=world.handler, unit=world.bureau, text="先核实容量")
    dates = list(appeal.promises.order_by("pk").values_list("kind", "due_at", "kept_at", "lapsed_at"))
    Notification.objects.all().delete()
    merge(world.bureau, world.other_bureau, by=world.admin)
    handling.refresh_from_db()
    assert (handling.unit, handling.owner, handling.state) == (
        world.other_bureau,
        world.handler,
        HandlingState.ACCEPTED,
    )
    assert list(appeal.promises.order_by("pk").values_list("kind", "due_at", "kept_at", "lapsed_at")) == dates
    log = AppealLog.objects.latest("pk")
    assert (log.step, log.by, log.by_unit, log.comment) == ("change_unit", world.admin, world.bureau, WHY)
    assert set(Notification.objects.values_list("recipient", flat=True)) == {world.handler.pk}
    assert Message.objects.get(kind=MessageKind.NOTE).unit == world.other_bureau


def test_the_case_tells_who_had_it_when_and_who_took_it_over(world, client):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    merge(world.bureau, world.other_bureau, by=world.admin)
    client.force_login(User.objects.get(pk=world.dispatcher.pk))
    told = client.get(appeal.get_absolute_url()).context["entries"]
    assert f"由{world.other_bureau}接手办理" in told[0].title
    assert any(str(world.bureau) in entry.by for entry in told[1:])
    assert not any(str(world.other_bureau) in entry.by for entry in told[1:])


def test_without_an_owner_everybody_of_the_new_unit_is_told(world):
    worlds.appeal_in(world, S.IN_HANDLING)
    Notification.objects.all().delete()
    merge(world.bureau, world.other_bureau, by=world.admin)
    told = set(Notification.objects.values_list("recipient", flat=True))
    assert told == {world.handler.pk, world.second_handler.pk, world.other_handler.pk}


def test_the_people_of_the_merged_unit_still_see_and_answer_their_cases(world, client):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    old = worlds.appeal_in(world, S.REPLIED)
    merge(world.bureau, world.other_bureau, by=world.admin)
    for person in (world.handler, world.other_handler):
        client.force_login(User.objects.get(pk=person.pk))
        assert client.get(appeal.get_absolute_url()).status_code == 200
        assert client.get(old.get_absolute_url()).status_code == 200
        assert unit_ids(client.get("/").wsgi_request.user, Role.HANDLER) == {world.bureau.pk, world.other_bureau.pk}
    client.force_login(User.objects.get(pk=world.power_handler.pk))
    assert client.get(appeal.get_absolute_url()).status_code == 404
    handling = cases.take_on(worlds.lead(appeal), by=world.handler)
    assert (
        cases.reply(handling, by=world.handler, text="已增容。", outcome=Outcome.SOLVED).state == HandlingState.REPLIED
    )


@pytest.mark.parametrize("merged_is_lead", [True, False])
def test_two_handlings_of_one_case_become_one_and_the_lead_stays(world, merged_is_lead):
    lead, joint = (world.bureau, world.power) if merged_is_lead else (world.power, world.bureau)
    Unit.objects.filter(pk=world.power.pk).update(kind=UnitKind.DEPARTMENT)
    appeal = worlds.appeal_in(world, S.IN_HANDLING, lead=lead, joint=[joint])
    merge(world.bureau, Unit.objects.get(pk=world.power.pk), by=world.admin)
    live = Handling.objects.live().get(appeal=appeal)
    assert (live.unit, live.is_lead) == (world.power, True)
    assert set(appeal.promises.running().values_list("handling", flat=True)) == {live.pk}
    appeal.refresh_from_db()
    assert appeal.state == S.IN_HANDLING


def test_a_second_click_changes_nothing(world):
    merge(world.bureau, world.other_bureau, by=world.admin)
    before = Unit.history.count(), Membership.history.count()
    assert merge(world.bureau, world.other_bureau, by=world.admin) == []
    assert (Unit.history.count(), Membership.history.count()) == before


def refusals():
    yield "other kind", lambda w: (w.bureau, w.desk), "类别"
    yield "itself", lambda w: (w.bureau, w.bureau), "自身"
    yield "other district", lambda w: (w.local_unit, second_local_unit(w, "310101")), "其他区"
    yield "closed target", lambda w: (w.bureau, closed_unit(w)), "已撤销"


def closed_unit(world):
    return worlds.unit(UnitKind.DEPARTMENT, "已撤销的局", is_active=False)


@pytest.mark.parametrize(("pair", "word"), [(pair, word) for _name, pair, word in refusals()],
                         ids=[name for name, *_rest in refusals()])  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence_and_nothing_moves(world, pair, word):
    unit, into = pair(world)
    before = Unit.history.count()
    with pytest.raises(Refused, match=word):
        merge(unit, into, by=world.admin)
    assert Unit.history.count() == before
    assert Unit.objects.get(pk=unit.pk).is_active


def test_a_merge_gives_its_reason(world):
    with pytest.raises(Refused):
        merge(world.bureau, world.other_bureau, reason="  ")


def test_who_has_the_role_in_both_units_keeps_one(world):
    Membership.objects.create(user=world.handler, role=Role.HANDLER, unit=world.other_bureau)
    merge(world.bureau, world.other_bureau, by=world.admin)
    rows = Membership.objects.in_force().filter(user=world.handler)
    assert [(row.role, row.unit) for row in rows] == [(Role.HANDLER, world.other_bureau)]


def test_roles_of_tomorrow_move_and_roles_of_yesterday_stay_in_the_past(world):
    Membership.objects.filter(user=world.handler).update(started_on="2020-01-01", ended_on="2021-01-01")
    Membership.objects.filter(user=world.second_handler).update(started_on="2090-01-01")
    merge(world.bureau, world.other_bureau, by=world.admin)
    assert Membership.objects.get(user=world.handler).unit == world.bureau
    assert Membership.objects.get(user=world.second_handler).unit == world.other_bureau


def test_a_chain_of_merges_leads_to_the_last_unit(world):
    third = worlds.unit(UnitKind.DEPARTMENT, "浦东新区综合服务局", district_id="310115")
    merge(world.bureau, world.other_bureau, by=world.admin)
    merge(world.other_bureau, third, by=world.admin)
    first = Unit.objects.get(pk=world.bureau.pk)
    assert first.merged_into == first.successor == third
    assert unit_ids(User.objects.get(pk=world.handler.pk), Role.HANDLER) == {
        world.bureau.pk, world.other_bureau.pk, third.pk,
    }  # fmt: skip


def test_a_unit_merged_into_one_below_it_leaves_no_circle(world):
    top = worlds.unit(UnitKind.GOVERNMENT, "区政府")
    unit = worlds.unit(UnitKind.DEPARTMENT, "甲局", parent=top)
    middle = worlds.unit(UnitKind.DEPARTMENT, "乙处", parent=unit)
    below = worlds.unit(UnitKind.DEPARTMENT, "丙科", parent=middle)
    other = worlds.unit(UnitKind.DEPARTMENT, "丁处", parent=unit)
    merge(unit, below, by=world.admin)
    parents = dict(Unit.objects.filter(pk__in=[middle.pk, below.pk, other.pk]).values_list("pk", "parent"))
    assert parents == {below.pk: top.pk, middle.pk: below.pk, other.pk: below.pk}


@pytest.mark.parametrize("depth", [1, 2, 6])
def test_the_tree_takes_no_circle_at_any_depth(world, depth):
    chain = [worlds.unit(UnitKind.DEPARTMENT, "甲局")]
    for level in range(depth):
        chain.append(worlds.unit(UnitKind.DEPARTMENT, f"第{level}层", parent=chain[-1]))
    chain[0].parent = chain[-1]
    with pytest.raises(Refused, match="循环"):
        workflow.save_unit(chain[0], by=world.admin)
    assert Unit.objects.get(pk=chain[0].pk).parent is None


def test_kind_and_district_stay_while_the_unit_holds_anything(world):
    world.bureau.kind = UnitKind.INSTITUTION
    with pytest.raises(Refused, match="不能修改"):
        workflow.save_unit(world.bureau, by=world.admin)
    empty = worlds.unit(UnitKind.DEPARTMENT, "空的局")
    empty.kind = UnitKind.INSTITUTION
    assert workflow.save_unit(empty, by=world.admin, reason=WHY).kind == UnitKind.INSTITUTION
    assert empty.history.latest().history_change_reason == WHY


# --- Closing ---------------------------------------------------------------------------------------------------------
def close(world, unit, **choices):
    return workflow.close(unit, by=world.admin, reason=WHY, choices=choices)


def test_closing_asks_for_every_holding_and_changes_nothing_before(world):
    worlds.appeal_in(world, S.IN_HANDLING)
    with pytest.raises(Refused, match="在办诉求"):
        close(world, world.bureau, people=None)
    assert Unit.objects.get(pk=world.bureau.pk).is_active
    assert Handling.objects.live().get().unit == world.bureau


def test_cases_of_a_closed_unit_go_back_to_the_desk_or_to_another_unit(world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING, joint=[world.power])
    joint = cases.take_on(appeal.handlings.get(is_lead=False), by=world.power_handler)
    close(world, world.bureau, people=None, cases=None)
    appeal.refresh_from_db()
    assert appeal.state == S.ACCEPTED
    assert list(Handling.objects.live().values_list("unit", flat=True)) == [world.power.pk]
    close(world, world.power, people=None, cases=world.other_bureau)
    assert list(Handling.objects.live().values_list("unit", flat=True)) == [world.other_bureau.pk]
    assert not Membership.objects.in_force().filter(unit__in=[world.bureau, world.power]).exists()
    joint.refresh_from_db()
    assert joint.owner is None, "who lost the role owns nothing any more"
    assert not User.objects.get(pk=world.handler.pk).grants


def test_enterprises_never_stand_without_a_unit_and_stewards_may_end(world):
    into = second_local_unit(world)
    with pytest.raises(Refused, match="所负责企业"):
        close(world, world.local_unit, enterprises=None, people=None, stewards=None, street=None)
    close(world, world.local_unit, enterprises=into, people=None, stewards=None, street=into)
    assert Enterprise.objects.get(pk=world.firm.pk).local_unit == into
    assert not Steward.objects.serving().exists()
    assert not Assignment.objects.open().exists()
    closed = Unit.objects.get(pk=world.local_unit.pk)
    assert closed.successor == into and str(into) in closed_sentence(closed)


def test_a_taker_of_the_wrong_kind_is_refused_with_everything_as_it_was(world):
    with pytest.raises(Refused, match="不是属地单位"):
        close(world, world.local_unit, enterprises=world.bureau, people=None, stewards=None, street=None)
    assert Unit.objects.get(pk=world.local_unit.pk).is_active
    assert Steward.objects.serving().count() == 2


def test_the_units_below_a_closed_one_rise_or_move(world):
    top = worlds.unit(UnitKind.DEPARTMENT, "上级局")
    unit = worlds.unit(UnitKind.DEPARTMENT, "中间处", parent=top)
    below = worlds.unit(UnitKind.DEPARTMENT, "下级科", parent=unit)
    close(world, unit, children=None)
    below.refresh_from_db()
    assert below.parent == top


def test_a_closed_desk_releases_what_its_people_claimed(world):
    appeal = cases.claim(worlds.appeal_in(world, S.ACCEPTED), by=world.dispatcher)
    assert {row.key for row in held_by(world.desk)} == {"people", "claims"}
    close(world, world.desk, people=None, claims=None)
    appeal.refresh_from_db()
    assert appeal.claimed_by is None


def test_a_reopened_case_goes_to_the_unit_that_took_over(world):
    appeal = worlds.appeal_in(world, S.REPLIED)
    merge(world.bureau, world.other_bureau, by=world.admin)
    cases.reopen(appeal, by=world.contact, reason="还没有送电")
    assert Handling.objects.live().get().unit == world.other_bureau


def test_nothing_is_dispatched_to_a_closed_unit_and_the_refusal_says_where_to(world):
    merge(world.bureau, world.other_bureau, by=world.admin)
    appeal = worlds.appeal_in(world, S.ACCEPTED)
    with pytest.raises(Refused, match="浦东新区商务委员会"):
        cases.dispatch(appeal, by=world.dispatcher, lead=world.bureau)
    appeal = cases.dispatch(appeal, by=world.dispatcher, lead=world.power)
    with pytest.raises(Refused, match="浦东新区商务委员会"):
        cases.add_joint(appeal, by=world.dispatcher, unit=world.bureau)


def test_takers_are_active_units_that_fit_those_of_the_district_first(world):
    second_local_unit(world, "310101")
    near = second_local_unit(world)
    assert takers(world.local_unit) == [near]
    assert world.other_bureau in takers(world.bureau)
    merge(world.other_bureau, world.bureau, by=world.admin)
    assert world.other_bureau not in takers(world.bureau)
