"""Every kind of case that no rule can escalate is made and stands in the list with its sentence; normal ones do not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appeals import workflow as appeals
from appeals.enums import AppealState, HandlingState, Reviewer
from appeals.models import Appeal, Handling, Promise
from appeals.supervision import stuck
from appeals.supervision.enums import StuckKind
from portal.accounts.enums import Role
from portal.accounts.models import Absence, Membership, Unit
from tests import world as worlds
from tests.supervision.samples import fresh, order_in, overdue, reopened

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]
K = StuckKind
S = AppealState
#: States of a case that is not over and waits for somebody in office, or for the rating that closes by itself.
OPEN = (S.SUBMITTED, S.ACCEPTED, S.IN_HANDLING, S.REPLIED)


def end(*people, role=None):
    """Let the people's roles end yesterday."""
    rows = Membership.objects.filter(user__in=people) if people else Membership.objects.filter(role=role)
    rows.update(ended_on=timezone.localdate() - timedelta(days=1))


def without_date(world, state=S.IN_HANDLING):
    appeal = worlds.appeal_in(world, state)
    Promise.objects.filter(appeal=appeal).update(kept_at=None, lapsed_at=timezone.now())
    Appeal.objects.filter(pk=appeal.pk).update(due_at=None)
    return appeal


def with_lost_date(world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    Appeal.objects.filter(pk=appeal.pk).update(due_at=None)
    return appeal


def without_unit(world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    Handling.objects.filter(appeal=appeal).update(state=HandlingState.ENDED)
    return appeal


def in_closed_unit(world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    Unit.objects.filter(pk=world.bureau.pk).update(is_active=False)
    return appeal


def without_people(world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    end(world.handler, world.second_handler)
    return appeal


def with_everybody_away(world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    today = timezone.localdate()
    for person in (world.handler, world.second_handler):
        Absence.objects.create(user=person, started_on=today, ended_on=today)
    return appeal


def with_owner_gone(world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    appeals.take_on(worlds.lead(appeal), by=world.second_handler)
    end(world.second_handler)
    return appeal


def without_superior(world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    end(world.superior, world.district, world.city)
    return appeal


def without_desk(world):
    appeal = worlds.appeal_in(world, S.ACCEPTED)
    end(role=Role.DISPATCHER)
    return appeal


MAKE = {
    K.NO_DATE: without_date, K.DATE_LOST: with_lost_date, K.NO_UNIT: without_unit, K.UNIT_CLOSED: in_closed_unit,
    K.NO_PEOPLE: without_people, K.ALL_AWAY: with_everybody_away, K.OWNER_GONE: with_owner_gone,
    K.NO_SUPERIOR: without_superior, K.NO_DESK: without_desk,
}  # fmt: skip


def kinds(appeal):
    return {kind for kind, _part, _unit in stuck.find().get(appeal.pk, ())}


def test_every_kind_is_made_and_has_a_sentence():
    assert set(MAKE) == set(K) == set(stuck.WHY)


@pytest.mark.parametrize("kind", K)
def test_a_case_of_every_kind_is_listed_with_why_and_the_way_out(client, world, kind):
    normal = worlds.appeal_in(world, S.REPLIED)
    appeal = MAKE[kind](world)
    assert kinds(appeal) == {kind}
    assert kinds(normal) == set()
    for name in ("leader", "dispatcher", "district", "city"):
        user = getattr(world, name)
        if not fresh(user).grants:
            continue
        client.force_login(fresh(user))
        shown = client.get(reverse("supervision:stuck"))
        row, label, address = shown.context["rows"][0]
        assert len(shown.context["rows"]) == 1 and row.appeal == appeal
        assert str(row.reasons[0].sentence) in shown.content.decode().replace("&#x27;", "'")
        assert label and client.get(address).status_code == 200


@pytest.mark.parametrize("state", OPEN)
def test_a_date_is_missed_in_every_state_in_which_somebody_is_waited_for(world, state):
    assert kinds(without_date(world, state)) == {K.NO_DATE}


def test_what_waits_at_an_empty_desk_is_listed_and_a_stewards_review_is_not(world):
    at_desk, at_steward = worlds.appeal_in(world, S.SUBMITTED), worlds.appeal_in(world, S.SUBMITTED)
    Appeal.objects.filter(pk=at_desk.pk).update(reviewer=Reviewer.DESK)
    end(role=Role.DISPATCHER)
    assert (kinds(at_desk), kinds(at_steward)) == ({K.NO_DESK}, set())


@pytest.mark.parametrize("state", S)
def test_a_normal_case_is_not_listed_in_any_state(world, state):
    appeal = worlds.appeal_in(world, state)
    assert stuck.find() == {}, appeal


def test_overdue_reopened_supervised_merged_and_half_absent_is_normal(world):
    overdue(world)
    reopened(world)
    order_in(world)
    Absence.objects.create(user=world.handler, started_on=timezone.localdate(), ended_on=timezone.localdate())
    Unit.objects.filter(pk=world.power.pk).update(is_active=False, merged_into=world.bureau)
    worlds.appeal_in(world, S.IN_HANDLING, joint=[world.other_bureau])
    Handling.objects.filter(unit=world.other_bureau).update(unit=world.power)
    assert stuck.find() == {}


def test_any_of_the_levels_above_is_enough(world):
    worlds.appeal_in(world, S.IN_HANDLING)
    for gone in (world.superior, world.district):
        end(gone)
        assert stuck.find() == {}


def test_a_case_with_several_reasons_is_one_row(client, world):
    appeal = without_superior(world)
    end(world.handler, world.second_handler)
    client.force_login(fresh(world.dispatcher))
    ((row, _label, _address),) = client.get(reverse("supervision:stuck")).context["rows"]
    assert {reason.kind for reason in row.reasons} == {K.NO_SUPERIOR, K.NO_PEOPLE} and row.appeal == appeal


def test_a_district_sees_its_own_and_the_list_is_empty_otherwise(client, world):
    appeal = without_date(world)
    assert stuck.count(fresh(world.district)) == stuck.count(fresh(world.city)) == 1
    Appeal.objects.filter(pk=appeal.pk).update(enterprise=world.foreign_firm)
    assert stuck.count(fresh(world.district)) == 0 and stuck.count(fresh(world.city)) == 1
    client.force_login(fresh(world.district))
    assert client.get(reverse("supervision:stuck")).context["rows"] == []


def test_the_list_asks_as_often_for_many_as_for_few(client, world, query_shape):
    without_date(world)
    client.force_login(fresh(world.dispatcher))
    client.get(reverse("supervision:stuck"))
    with query_shape() as few:
        client.get(reverse("supervision:stuck"))
    for _number in range(3):
        with_owner = worlds.appeal_in(world, S.IN_HANDLING)
        Handling.objects.filter(appeal=with_owner).update(owner=world.nobody)
    with query_shape() as many:
        assert len(client.get(reverse("supervision:stuck")).context["rows"]) == 4
    assert len(many) <= len(few) + 1 <= 10
