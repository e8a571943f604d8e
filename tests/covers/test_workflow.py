"""Covers: who decides, which days, what the deputy reaches and for how long, and two who decide at once."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from appeals import workflow as appeals
from appeals.enums import AppealState as S
from enterprises.enums import AccessReason
from enterprises.models import Enterprise, EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.models import Absence, User
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from stewards import workflow as stewardship
from stewards.covers import workflow
from stewards.covers.models import Cover
from stewards.covers.tasks import settle
from stewards.models import Assignment, Steward
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


def build():
    world = worlds.build()
    world.mate = Steward.objects.create(
        user=worlds.person(Role.STEWARD, world.local_unit, "周敏"), staff_no="MATE", unit=world.local_unit
    )
    return world


built, world = lasting(build)


def day(days):
    return timezone.localdate() + timedelta(days=days)


def plan(world, *, by=None, steward=None, deputy=None, begins=0, ends=5):
    return workflow.plan(
        steward or world.steward.steward, deputy or world.mate, by=by or world.general, started_on=day(begins),
        ended_on=day(ends), reason="年休假",
    )  # fmt: skip


def sees(user, firm):
    return Enterprise.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=firm.pk).exists()


def refused(act, code):
    with pytest.raises(Refused) as error:
        act()
    assert error.value.code == code


@pytest.mark.parametrize("who", ["contact", "steward", "dispatcher", "handler", "district", "city", "admin"])
def test_nobody_but_the_general_steward_of_the_unit_decides(world, who):
    person = getattr(world, who)
    refused(lambda: plan(world, by=person), "foreign")
    cover = plan(world)
    refused(lambda: workflow.change(cover, by=person, ended_on=day(9)), "foreign")
    refused(lambda: workflow.end(cover, by=person), "foreign")


def test_the_deputy_sees_and_acts_from_the_first_day_and_uses_no_place(world):
    assert not sees(world.mate.user, world.firm)
    plan(world)
    deputy = User.objects.get(pk=world.mate.user_id)
    assert sees(deputy, world.firm)
    stewardship.log(
        world.firm, by=deputy, client_id=uuid.uuid4(), mode="phone", happened_at=timezone.now(), people="王经理",
        topics=[], heard="一切正常",
    )  # fmt: skip
    accepted = appeals.accept(worlds.appeal_in(world, S.SUBMITTED), by=deputy)
    assert accepted.state == S.ACCEPTED
    assert Assignment.objects.open().filter(steward=world.mate).count() == 0


def test_access_ends_with_the_last_day_without_any_job(world):
    plan(world, ends=3)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert sees(world.mate.user, world.firm)
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert not sees(world.mate.user, world.firm)


def test_a_cover_of_later_begins_on_its_day_and_twice_changes_nothing(world):
    plan(world, begins=2, ends=4)
    assert not sees(world.mate.user, world.firm)
    assert settle() == 0
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert (settle(), settle()) == (1, 0)
        assert sees(world.mate.user, world.firm)


def test_enterprises_that_come_and_go_meanwhile_are_followed(world):
    plan(world)
    later = worlds.enterprise(worlds.code(71), local_unit=world.local_unit)
    stewardship.assign(world.steward.steward, later, by=world.district)
    stewardship.end(Assignment.objects.open().get(enterprise=world.firm), by=world.district)
    assert settle() == 1
    assert (sees(world.mate.user, later), sees(world.mate.user, world.firm)) == (True, False)


def test_a_cover_is_prolonged_shortened_and_ended_early(world):
    cover = plan(world)
    cover = workflow.change(cover, by=world.general, ended_on=day(9))
    rows = EnterpriseAccess.objects.filter(user=world.mate.user, reason=AccessReason.DEPUTY)
    assert [row.until for row in rows] == [day(9)]
    refused(lambda: workflow.change(cover, by=world.general, ended_on=day(-1)), "past")
    cover = workflow.end(cover, by=world.general)
    assert (cover.ended_by, rows.all().exists()) == (world.general, False)
    refused(lambda: workflow.end(cover, by=world.general), "over")
    refused(lambda: workflow.change(cover, by=world.general, ended_on=day(9)), "over")
    assert plan(world)


def test_days_meet_only_once_for_one_steward(world):
    plan(world, begins=0, ends=5)
    refused(lambda: plan(world, begins=5, ends=8), "covers_cover_one_at_a_time")
    assert plan(world, begins=6, ends=8)


def test_who_cannot_stand_in_is_told_why(world):
    refused(lambda: plan(world, deputy=world.steward.steward), "covers_cover_by_somebody_else")
    refused(lambda: plan(world, begins=-5, ends=-1), "past")
    Absence.objects.create(user=world.mate.user, started_on=day(4), ended_on=day(8))
    refused(lambda: plan(world), "away")
    assert plan(world, ends=3)


def test_nobody_stands_in_for_three(world):
    others = [worlds.person(Role.STEWARD, world.local_unit) for _number in range(2)]
    others = [Steward.objects.create(user=one, staff_no=f"T{one.pk}", unit=world.local_unit) for one in others]
    plan(world)
    plan(world, steward=others[0])
    refused(lambda: plan(world, steward=others[1]), "enough")


def test_everybody_concerned_is_told_once(world):
    Notification.objects.all().delete()
    cover = plan(world)
    told = set(Notification.objects.values_list("recipient", flat=True))
    assert told == {world.mate.user_id, world.steward.pk, world.contact.pk, world.colleague.pk}
    workflow.end(cover, by=world.general)
    assert Notification.objects.count() == 8


def test_the_database_holds_what_the_rules_say(world):
    cover = plan(world)
    for wrong in ({"deputy": cover.steward}, {"ended_on": day(-3)}, {"ended_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cover.objects.filter(pk=cover.pk).update(**wrong)
