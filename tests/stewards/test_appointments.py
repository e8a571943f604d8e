"""Stewards and liaison officers begin, move and end with their roles; the admin takes the same steps."""

import pytest
from django.urls import reverse

from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import User
from portal.common.workflow import Refused
from stewards import workflow
from stewards.models import Assignment, Liaison, Steward
from tests import world as worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return worlds.unit(UnitKind.LOCAL_UNIT, "张江镇营商服务办公室", district_id="310115")


@pytest.fixture
def other_unit():
    return worlds.unit(UnitKind.LOCAL_UNIT, "外滩街道营商服务办公室", district_id="310101")


@pytest.fixture
def boss(client):
    user = User.objects.create(username="boss", name="Boss", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def open_roles(user):
    return set(user.memberships.filter(ended_on=None).values_list("role", "unit"))


def test_an_appointment_opens_the_role_and_retirement_closes_it(unit):
    user = worlds.person()
    steward = workflow.appoint(user, unit, " gj00017 ", by=None)
    assert steward.staff_no == "GJ00017"
    assert open_roles(user) == {(Role.STEWARD, unit.pk)}
    with pytest.raises(Refused):
        workflow.appoint(user, unit, "GJ00018", by=None)
    workflow.retire(steward, by=None)
    assert open_roles(user) == set()
    assert workflow.appoint(user, unit, "GJ00017", by=None).pk == steward.pk


def test_whoever_still_serves_neither_retires_nor_moves(unit, other_unit):
    steward = workflow.appoint(worlds.person(), unit, "GJ1", by=None)
    assignment = workflow.assign(steward, worlds.enterprise(local_unit=unit), by=None)
    for step in (lambda: workflow.retire(steward, by=None), lambda: workflow.transfer(steward, other_unit, by=None)):
        with pytest.raises(Refused, match="1/10"):
            step()
    workflow.end(assignment, by=None)
    workflow.transfer(steward, other_unit, by=None)
    assert open_roles(steward.user) == {(Role.STEWARD, other_unit.pk)}


def test_a_staff_number_belongs_to_one(unit):
    workflow.appoint(worlds.person(), unit, "GJ1", by=None)
    with pytest.raises(Refused):
        workflow.appoint(worlds.person(), unit, "gj1", by=None)


def test_stewards_belong_to_local_units(unit):
    with pytest.raises(Refused):
        workflow.appoint(worlds.person(), worlds.unit(UnitKind.DEPARTMENT, "某局"), "GJ1", by=None)


def test_a_liaison_officer_has_the_role_while_helping_anybody_of_the_unit(unit):
    helper = worlds.person()
    first, second = (workflow.appoint(worlds.person(), unit, f"GJ{number}", by=None) for number in (1, 2))
    one, two = (workflow.appoint_liaison(steward, helper, by=None) for steward in (first, second))
    with pytest.raises(Refused):
        workflow.appoint_liaison(first, worlds.person(), by=None)
    workflow.dismiss_liaison(one, by=None)
    assert open_roles(helper) == {(Role.LIAISON, unit.pk)}
    workflow.dismiss_liaison(two, by=None)
    assert open_roles(helper) == set()
    with pytest.raises(Refused):
        workflow.dismiss_liaison(two, by=None)


def test_retirement_ends_the_help_of_the_liaison_officer(unit):
    steward = workflow.appoint(worlds.person(), unit, "GJ1", by=None)
    liaison = workflow.appoint_liaison(steward, worlds.person(), by=None)
    workflow.retire(steward, by=None)
    liaison.refresh_from_db()
    assert liaison.ended_on is not None


def test_the_admin_appoints_and_transfers(unit, other_unit, client, boss):
    user = worlds.person()
    data = {"user": user.pk, "staff_no": "GJ1", "unit": unit.pk}
    assert client.post(reverse("admin:stewards_steward_add"), data).status_code == 302
    steward = Steward.objects.get(user=user)
    assert open_roles(user) == {(Role.STEWARD, unit.pk)}
    address = reverse("admin:stewards_steward_change", args=[steward.pk])
    assert client.post(address, {"unit": other_unit.pk}).status_code == 302
    assert open_roles(user) == {(Role.STEWARD, other_unit.pk)}
    assert steward.history.first().history_user == boss


def test_the_admin_ends_what_it_may_and_says_why_not(unit, client, boss):
    steward = workflow.appoint(worlds.person(), unit, "GJ1", by=None)
    assignment = workflow.assign(steward, worlds.enterprise(local_unit=unit), by=None)
    retire = {"action": "retire_stewards", "_selected_action": [steward.pk]}
    page = client.post(reverse("admin:stewards_steward_changelist"), retire, follow=True)
    assert "1/10" in page.content.decode()
    end = {"action": "end_assignments", "_selected_action": [assignment.pk], "apply": "1", "reason": "调整"}
    client.post(reverse("admin:stewards_assignment_changelist"), end)
    assert Assignment.objects.get().ended_by == boss
    client.post(reverse("admin:stewards_steward_changelist"), retire)
    assert Steward.objects.get().ended_on is not None


def test_the_admin_appoints_a_liaison_officer_once(unit, client, boss):
    steward = workflow.appoint(worlds.person(), unit, "GJ1", by=None)
    data = {"steward": steward.pk, "user": worlds.person().pk}
    assert client.post(reverse("admin:stewards_liaison_add"), data).status_code == 302
    answer = client.post(reverse("admin:stewards_liaison_add"), {**data, "user": worlds.person().pk})
    assert answer.status_code == 200
    assert Liaison.objects.count() == 1


@pytest.mark.parametrize("model", ["steward", "liaison", "assignment"])
def test_the_admin_deletes_nothing(unit, client, boss, model):
    steward = workflow.appoint(worlds.person(), unit, "GJ1", by=None)
    rows = {
        "steward": steward, "liaison": workflow.appoint_liaison(steward, worlds.person(), by=None),
        "assignment": workflow.assign(steward, worlds.enterprise(local_unit=unit), by=None),
    }  # fmt: skip
    assert client.get(reverse(f"admin:stewards_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:stewards_{model}_change", args=[rows[model].pk])).status_code == 200
    assert client.post(reverse(f"admin:stewards_{model}_delete", args=[rows[model].pk])).status_code == 403
