"""One click to another role: on the same page where it may be seen, at home otherwise; an ended role is explained."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appeals.enums import AppealState as S
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


built, world = lasting(worlds.build)


@pytest.fixture
def both(client, world):
    """Somebody who is a handler of a bureau and a dispatcher at the desk."""
    Membership.objects.create(user=world.handler, role=Role.DISPATCHER, unit=world.desk)
    client.force_login(User.objects.get(pk=world.handler.pk))
    return client


def role_of(world, role):
    return Membership.objects.get(user=world.handler, role=role)


def switch(client, membership, to):
    return client.post(reverse("accounts:switch"), {"membership": getattr(membership, "pk", membership), "next": to})


def end(membership):
    day = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(pk=membership.pk).update(started_on=day - timedelta(days=9), ended_on=day)


def test_every_page_offers_the_switch_without_javascript(both, world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    page = both.get(appeal.get_absolute_url()).content.decode()
    assert f'name="next" value="{appeal.get_absolute_url()}"' in page
    assert f'name="membership" value="{role_of(world, Role.HANDLER).pk}"' in page


def test_one_stays_on_the_page_and_the_navigation_changes(both, world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    for role in (Role.HANDLER, Role.DISPATCHER):
        answer = switch(both, role_of(world, role), appeal.get_absolute_url())
        assert answer.url == appeal.get_absolute_url()
        page = both.get(answer.url)
        assert page.status_code == 200
        assert page.wsgi_request.acting.role == role


@pytest.mark.parametrize("target", ["/", "https://evil.example/", "//evil.example/", ""])
def test_from_home_and_from_elsewhere_one_arrives_at_home(both, world, target):
    assert switch(both, role_of(world, Role.HANDLER), target).url == "/"


def test_the_workbench_is_the_home_of_its_role(client, world):
    Membership.objects.create(user=world.steward, role=Role.LEADER)
    client.force_login(User.objects.get(pk=world.steward.pk))
    leader = Membership.objects.get(user=world.steward, role=Role.LEADER)
    assert switch(client, leader, reverse("stewards:workbench")).url == "/"


def test_a_page_that_one_may_not_see_leads_home(both, world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    end(role_of(world, Role.DISPATCHER))
    Membership.objects.filter(user=world.handler, role=Role.HANDLER).update(unit=world.other_bureau)
    answer = switch(both, role_of(world, Role.HANDLER), appeal.get_absolute_url())
    arrived = both.get(answer.url)
    assert (arrived.status_code, arrived.url) == (302, "/")
    both.cookies.pop("staying")
    assert both.get(appeal.get_absolute_url()).status_code == 404


def test_a_role_that_ended_meanwhile_is_explained(both, world):
    switch(both, role_of(world, Role.DISPATCHER), "/")
    ended = role_of(world, Role.DISPATCHER)
    end(ended)
    page = both.get(reverse("accounts:profile")).content.decode()
    assert "已于" in page and "知道了" in page
    answer = both.post(reverse("accounts:switch"), {"membership": ended.pk, "next": "/appeals/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/"
    assert "已于" in str(next(iter(answer.context["messages"])))
    assert "知道了" not in both.get(reverse("accounts:profile")).content.decode()


def test_understood_forgets_the_ended_role_also_without_any_other(both, world):
    switch(both, role_of(world, Role.DISPATCHER), "/")
    for role in (Role.DISPATCHER, Role.HANDLER):
        end(role_of(world, role))
    assert "知道了" in both.get(reverse("accounts:profile")).content.decode()
    assert switch(both, "", reverse("accounts:profile")).status_code == 302
    assert "知道了" not in both.get(reverse("accounts:profile")).content.decode()


def test_no_role_of_somebody_else_and_no_get(both, world):
    foreign = Membership.objects.get(user=world.general)
    assert switch(both, foreign, "/").status_code == 404
    assert switch(both, "x", "/").status_code == 404
    assert both.get(reverse("accounts:switch")).status_code == 405
