"""What the doors give to other pages: the tray among what is due, and their places."""

import pytest
from django.utils import timezone

from appeals.doors import workflow
from appeals.doors.enums import CallbackState
from appeals.doors.models import Callback
from portal.accounts.models import User
from portal.common import hooks
from tests.doors.asking import in_tray


def due(user):
    user = User.objects.get(pk=user.pk)
    return [item for item in hooks.due_items(user, user.grants[0]) if item.kind == "tray"]


def test_the_tray_is_due_for_the_desk_within_the_time_of_a_review(world):
    item = in_tray(world.hotline)
    (found,) = due(world.dispatcher)
    assert (found.url, found.who) == (item.get_absolute_url(), "上海新来小店")
    assert found.due_at > timezone.now()
    workflow.refuse(item, by=world.dispatcher, reason="不在本市")
    assert due(world.dispatcher) == []


@pytest.mark.parametrize("who", ["contact", "steward", "handler", "city", "admin"])
def test_nobody_else_has_it_among_what_is_due(world, who):
    in_tray(world.hotline)
    assert due(getattr(world, who)) == []


@pytest.mark.parametrize(("who", "told"), [("dispatcher", 1), ("admin", 1), ("handler", 0), ("city", 0)])
def test_what_was_given_up_is_one_thing_to_do_for_those_who_may_send_it_again(world, who, told):
    for number in range(3):
        Callback.objects.create(client=world.hotline, external_number=f"n-{number}", state=CallbackState.DEAD)
    user = User.objects.get(pk=getattr(world, who).pk)
    found = [item for item in hooks.due_items(user, user.grants[0]) if item.kind == "callback"]
    assert [item.url for item in found] == ["/appeals/doors/dead/"] * told


@pytest.mark.parametrize(
    ("who", "places"),
    [
        ("dispatcher", {"/appeals/tray/", "/appeals/doors/dead/"}),
        ("admin", {"/appeals/doors/dead/"}),
        ("contact", set()),
    ],
)
def test_the_places_of_the_doors_stand_in_the_navigation_of_those_who_may(world, client, who, places):
    client.force_login(getattr(world, who))
    page = client.get("/").content.decode()
    found = {place for place in ("/appeals/tray/", "/appeals/doors/dead/") if f'href="{place}"' in page}
    assert found == places
