"""Two sources, one door: memberships scope by unit and district, access rows by enterprise and day (product rule 4)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from enterprises import access
from enterprises.enums import AccessReason
from enterprises.models import Contact, Enterprise
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, User
from stewards.models import Assignment
from tests import world as worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return worlds.unit(UnitKind.LOCAL_UNIT, "张江镇营商服务办公室", district_id="310115")


@pytest.fixture
def firm(unit):
    return worlds.enterprise(local_unit=unit)


def sees(user, firm):
    return Enterprise.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=firm.pk).exists()


@pytest.mark.parametrize("reason", AccessReason.values)
@pytest.mark.parametrize(("days", "expected"), [(None, True), (1, True), (0, True), (-1, False)])
def test_access_lasts_until_its_last_day_whatever_the_reason(firm, reason, days, expected):
    user, today = worlds.person(), timezone.localdate()
    access.grant(user, firm, reason, until=days if days is None else today + timedelta(days=days))
    assert sees(user, firm) is expected
    assert User.objects.get(pk=user.pk).has_perm(f"enterprises.{reason}_enterprise", firm) is expected
    assert (user in access.people_with(firm, reason)) is expected


#: Which role sees the firm, when it is held in the firm's own unit or district, and in another one.
BY_ROLE = {
    Role.CONTACT: (False, False), Role.STEWARD: (False, False), Role.LIAISON: (False, False),
    Role.GENERAL: (True, False), Role.DISPATCHER: (True, True), Role.HANDLER: (False, False),
    Role.DISTRICT: (True, False), Role.CITY: (True, True), Role.LEADER: (True, True), Role.ADMIN: (True, True),
}  # fmt: skip


def test_every_role_has_its_line():
    assert set(BY_ROLE) == set(Role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("own", [True, False])
def test_a_role_alone_opens_what_its_unit_or_district_counts(firm, unit, role, own):
    other = worlds.unit(UnitKind.LOCAL_UNIT, "外滩街道营商服务办公室", district_id="310101")
    user = worlds.person(role, unit if own else other)
    assert sees(user, firm) is BY_ROLE[role][0 if own else 1]


@pytest.mark.parametrize("role", [Role.GENERAL, Role.DISTRICT, Role.CITY, Role.LEADER, Role.ADMIN, Role.DISPATCHER])
def test_a_role_that_ended_yesterday_opens_nothing(firm, unit, role):
    user = worlds.person(role, unit)
    Membership.objects.filter(user=user).update(ended_on=timezone.localdate() - timedelta(days=1))
    assert not sees(user, firm)


def test_somebody_deactivated_sees_nothing(firm, unit):
    user = worlds.person(Role.GENERAL, unit)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not sees(user, firm)
    access.grant(user, firm, AccessReason.STEWARD)
    assert not User.objects.get(pk=user.pk).has_perm("enterprises.steward_enterprise", firm)


def test_an_enterprise_in_two_districts_is_counted_by_its_service_district(firm):
    firm.operating_district_id = "310101"
    firm.save()
    elsewhere = worlds.unit(UnitKind.DISTRICT_LEAD, "黄浦区牵头部门", district_id="310101")
    assert not sees(worlds.person(Role.DISTRICT, elsewhere), firm)


def test_rows_that_hang_on_an_enterprise_follow_its_scope(unit):
    world = worlds.build()
    for name, seen in {"steward": 2, "stranger": 1, "handler": 0, "leader": 3}.items():
        user = User.objects.get(pk=getattr(world, name).pk)
        assert Contact.objects.visible_to(user).count() == seen
    assert Assignment.objects.visible_to(User.objects.get(pk=world.steward.pk)).count() == 1


def test_a_permission_is_asked_by_its_whole_name(firm):
    user = worlds.person()
    access.grant(user, firm, AccessReason.STEWARD)
    assert not user.has_perm("appeals.steward_enterprise", firm)
    assert user.get_all_permissions(firm) == {"steward_enterprise"}
    assert not AnonymousUser().has_perm("enterprises.steward_enterprise", firm)
