"""The pages of covers: planned from the absence, changed, ended; what is wrong stands beside its field."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Absence, Membership, User
from portal.common import hooks
from stewards.covers.models import Cover
from tests.covers.test_workflow import build as build_world
from tests.covers.test_workflow import day, plan
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
NEW = "/workbench/covers/new/"
built, world = lasting(build_world)


def as_(client, person):
    client.force_login(User.objects.get(pk=person.pk))
    return client


def due(user):
    user = User.objects.get(pk=user.pk)
    return [one for one in hooks.due_items(user, Membership.objects.get(user=user)) if one.kind == "cover"]


def sent(world, **changes):
    return {
        "steward": world.steward.steward.staff_no, "deputy": "MATE", "started_on": day(0).isoformat(),
        "ended_on": day(5).isoformat(), "reason": "年休假",
    } | changes  # fmt: skip


def test_an_absence_leads_to_its_cover(client, world):
    Absence.objects.create(user=world.steward, started_on=day(1), ended_on=day(4))
    (item,) = due(world.general)
    shown = as_(client, world.general).get(item.url)
    assert shown.context["form"]["ended_on"].value() == day(4).isoformat()
    answer = client.post(NEW, sent(world, started_on=day(1).isoformat(), ended_on=day(4).isoformat()))
    assert answer.url == "/workbench/covers/"
    assert not due(world.general)
    assert "周敏" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("absence", [(8, 9), (-9, -1)])
def test_absences_that_are_far_or_over_ask_for_nobody(world, absence):
    Absence.objects.create(user=world.steward, started_on=day(absence[0]), ended_on=day(absence[1]))
    Absence.objects.create(user=world.mate.user, started_on=day(0), ended_on=day(2))
    assert not due(world.general)


WRONG = {
    "steward": {"steward": ""}, "deputy": {"deputy": "nobody"}, "started_on": {"started_on": "soon"},
    "ended_on": {"ended_on": "2020-01-01"}, "reason": {"reason": ""},
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_every_fault_stands_beside_its_field(client, world, name):
    answer = as_(client, world.general).post(NEW, sent(world, **WRONG[name]))
    assert (answer.status_code, name in answer.context["form"].errors) == (422, True)
    assert not Cover.objects.exists()


def test_nobody_is_chosen_for_himself(client, world):
    answer = as_(client, world.general).post(NEW, sent(world, deputy=world.steward.steward.staff_no))
    assert "deputy" in answer.context["form"].errors


def test_the_end_is_changed_and_the_cover_ended(client, world):
    cover = plan(world)
    change = reverse("covers:change", args=[cover.pk])
    assert as_(client, world.general).post(change, {"ended_on": day(-1).isoformat()}).status_code == 422
    client.post(change, {"ended_on": day(9).isoformat()})
    cover.refresh_from_db()
    assert cover.ended_on == day(9)
    client.post(reverse("covers:end", args=[cover.pk]))
    cover.refresh_from_db()
    assert timezone.now() - cover.ended_at < timedelta(minutes=1)


def test_the_page_of_the_enterprise_names_the_deputy(client, world):
    plan(world)
    shown = as_(client, world.contact).get(reverse("enterprises:detail", args=[world.firm.uscc]))
    assert "周敏" in shown.content.decode()


def test_the_deputy_finds_the_enterprise_on_the_workbench(client, world):
    plan(world)
    assert world.firm.name in as_(client, world.mate.user).get("/workbench/").content.decode()
