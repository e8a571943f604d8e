"""The cap of ten and one steward an enterprise: under any concurrency, by every door (product rule 1)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from enterprises import uscc
from enterprises.enums import AccessReason
from enterprises.models import Enterprise, EnterpriseAccess
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import User
from portal.common.constraints import speaking
from portal.common.workflow import Refused
from stewards import workflow
from stewards.models import Assignment, Steward
from tests import world as worlds


def firms(count, unit, start=1):
    """Key enterprises with synthetic codes."""
    codes = [uscc.make(f"{number:08d}") for number in range(start, start + count)]
    return [worlds.enterprise(code, local_unit=unit) for code in codes]


def steward(unit, name=""):
    user = worlds.person(Role.STEWARD, unit, name=name)
    return Steward.objects.create(user=user, staff_no=f"S{user.pk}", unit=unit)


@pytest.fixture
def unit(db):
    return worlds.unit(UnitKind.LOCAL_UNIT, "张江镇营商服务办公室", district_id="310115")


@pytest.fixture
def city(transactional_db):
    return worlds.unit(UnitKind.LOCAL_UNIT, "张江镇营商服务办公室", district_id="310115")


def test_the_eleventh_enterprise_is_refused_with_who_has_room(unit):
    full, free = steward(unit, "林晓岚"), steward(unit, "周宁")
    *ten, eleventh = firms(11, unit)
    for firm in ten:
        workflow.assign(full, firm, by=None)
    with pytest.raises(Refused) as refused:
        workflow.assign(full, eleventh, by=None)
    assert all(word in refused.value.messages[0] for word in ("林晓岚", "10/10", "周宁 0/10"))
    assert workflow.assign(free, eleventh, by=None).slot == 1


def test_an_enterprise_has_one_steward(unit):
    first, second = steward(unit, "林晓岚"), steward(unit)
    (firm,) = firms(1, unit)
    workflow.assign(first, firm, by=None)
    with pytest.raises(Refused, match="林晓岚"):
        workflow.assign(second, firm, by=None)


def test_the_database_itself_holds_both(unit):
    one = steward(unit)
    taken, other = firms(2, unit)
    workflow.assign(one, taken, by=None)
    for wrong in (
        {"steward": one, "enterprise": other, "slot": 11},
        {"steward": one, "enterprise": other, "slot": 1},
        {"steward": steward(unit), "enterprise": taken, "slot": 2},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.create(**wrong)


def test_a_violated_constraint_becomes_a_sentence(unit):
    one = steward(unit)
    (firm,) = firms(1, unit)
    with pytest.raises(Refused) as refused, speaking():
        Assignment.objects.create(steward=one, enterprise=firm, slot=11)
    assert refused.value.code == "stewards_assignment_slot_1_to_10"


def test_two_full_stewards_swap(unit):
    one, two = steward(unit), steward(unit)
    mine, theirs = firms(10, unit), firms(10, unit, start=11)
    for left, right in zip(mine, theirs, strict=True):
        workflow.assign(one, left, by=None)
        workflow.assign(two, right, by=None)
    workflow.move([(mine[0], two), (theirs[0], one)], by=None, reason="调整")
    served = {row.enterprise_id: row.steward_id for row in Assignment.objects.open()}
    assert (served[mine[0].pk], served[theirs[0].pk]) == (two.pk, one.pk)


def test_a_move_that_cannot_end_well_changes_nothing(unit):
    one, two = steward(unit), steward(unit)
    mine, theirs = firms(10, unit), firms(10, unit, start=11)
    for left, right in zip(mine, theirs, strict=True):
        workflow.assign(one, left, by=None)
        workflow.assign(two, right, by=None)
    before = set(Assignment.objects.open().values_list("steward", "enterprise"))
    with pytest.raises(Refused):
        workflow.move([(mine[0], two)], by=None)
    assert set(Assignment.objects.open().values_list("steward", "enterprise")) == before


def test_access_begins_and_ends_with_the_assignment_for_the_liaison_officer_too(unit):
    one, helper = steward(unit), worlds.person(Role.LIAISON, unit)
    first, second = firms(2, unit)
    workflow.assign(one, first, by=None)
    liaison = workflow.appoint_liaison(one, helper, by=None)
    assignment = workflow.assign(one, second, by=None)

    def seen(user):
        return set(Enterprise.objects.visible_to(User.objects.get(pk=user.pk)))

    assert seen(one.user) == seen(helper) == {first, second}
    workflow.end(assignment, by=None)
    assert seen(one.user) == seen(helper) == {first}
    workflow.dismiss_liaison(liaison, by=None)
    assert seen(helper) == set()
    assert EnterpriseAccess.objects.filter(reason=AccessReason.LIAISON).count() == 0


def test_a_firm_off_the_roster_has_no_steward(unit):
    firm = worlds.enterprise(uscc.make("00000099"), local_unit=unit, level="")
    with pytest.raises(Refused):
        workflow.assign(steward(unit), firm, by=None)


@pytest.mark.django_db(transaction=True)
def test_a_hundred_parallel_requests_meet_the_same_wall(city):
    one = steward(city, "林晓岚")
    many = firms(100, city)
    barrier = Barrier(100)

    def run(firm):
        barrier.wait()
        try:
            return workflow.assign(one, firm, by=None)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(100) as pool:
        results = list(pool.map(run, many))
    won = [outcome for outcome in results if isinstance(outcome, Assignment)]
    lost = [outcome for outcome in results if isinstance(outcome, Refused)]
    assert (len(won), len(lost)) == (10, 90)
    assert sorted(Assignment.objects.open().values_list("slot", flat=True)) == list(range(1, 11))
    assert all("10/10" in refused.messages[0] for refused in lost)
    assert EnterpriseAccess.objects.filter(reason=AccessReason.STEWARD).count() == 10


@pytest.mark.django_db(transaction=True)
def test_many_stewards_racing_for_one_enterprise_leave_one(city):
    stewards = [steward(city) for _ in range(10)]
    (firm,) = firms(1, city)
    barrier = Barrier(10)

    def run(one):
        barrier.wait()
        try:
            return workflow.assign(one, firm, by=None)
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(run, stewards))
    assert len([result for result in results if result]) == 1


def test_the_admin_meets_the_same_wall_as_a_sentence_beside_the_field(unit, client):
    boss = User.objects.create(username="boss", name="Boss", is_staff=True, is_superuser=True)
    client.force_login(boss)
    full = steward(unit, "林晓岚")
    *ten, eleventh = firms(11, unit)
    for firm in ten:
        workflow.assign(full, firm, by=None)
    data = {"steward": full.pk, "enterprise": eleventh.pk, "reason": "试"}
    answer = client.post(reverse("admin:stewards_assignment_add"), data)
    assert answer.status_code == 200
    assert "10/10" in answer.content.decode()
    assert not Assignment.objects.open().filter(enterprise=eleventh).exists()
    free = steward(unit)
    answer = client.post(reverse("admin:stewards_assignment_add"), {**data, "steward": free.pk})
    assert answer.status_code == 302
    assert Assignment.objects.open().get(enterprise=eleventh).started_by == boss
