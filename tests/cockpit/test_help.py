"""Help: five things for every role that can be done, limits from the data, the guide, the tour."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import translation

from appeals.enums import DayKind, PromiseKind
from appeals.models import TimeLimit
from portal.accounts.enums import Role, UnitKind
from portal.cockpit import guidance, guide_text
from tests import world as worlds

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """The names of the world's people by role."""
    return {
        Role.CONTACT: "contact", Role.STEWARD: "steward", Role.GENERAL: "general", Role.DISPATCHER: "dispatcher",
        Role.HANDLER: "handler", Role.DISTRICT: "district", Role.CITY: "city", Role.LEADER: "leader",
        Role.ADMIN: "admin",
    }  # fmt: skip


def somebody(role, people):
    world = worlds.build()
    if role == Role.LIAISON:
        helper = worlds.person(Role.LIAISON, worlds.unit(UnitKind.DEPARTMENT, "街道"))
        worlds.stewardship.appoint_liaison(world.steward.steward, helper, by=world.general)
        return helper
    person = getattr(world, people[role])
    if role == Role.ADMIN:
        person.is_staff = person.is_superuser = True
        person.save()
    return person


@pytest.mark.parametrize("role", Role)
def test_every_role_has_five_things_that_can_be_done(client, people, role):
    client.force_login(somebody(role, people))
    page = client.get(reverse("cockpit:help"))
    steps = page.context["steps"]
    assert len(steps) == 5
    for step in steps:
        answer = client.get(step.url, follow=True)
        assert answer.status_code == 200, step
        assert step.url.split("?")[0].encode() in page.content


@pytest.mark.parametrize("role", Role)
def test_the_tour_points_at_what_stands_on_its_pages(client, people, role, settings):
    settings.DEMO = True
    client.force_login(somebody(role, people))
    page = client.get(reverse("cockpit:tour")).content.decode()
    data = json.loads(re.search(r'<script id="tour-stations"[^>]*>(.*?)</script>', page)[1])
    assert len(data["stations"]) == 5
    for station in data["stations"]:
        html = client.get(station["url"], follow=True).content.decode()
        mark = station["selector"].rsplit(" ", 1)[-1]
        wanted = {".": f'class="{mark[1:]}', "#": f'id="{mark[1:]}"'}.get(mark[0], f"<{mark}")
        assert wanted in html, station


def test_outside_the_demo_there_is_no_tour(client, settings):
    settings.DEMO = False
    client.force_login(worlds.person())
    assert client.get(reverse("cockpit:tour")).status_code == 404


def test_time_limits_are_those_of_the_data(client):
    TimeLimit.objects.filter(kind=PromiseKind.FIRST_CONTACT).update(days=77)
    client.force_login(worlds.person())
    assert "77个工作日" in client.get(reverse("cockpit:help")).content.decode()


@pytest.mark.parametrize(
    ("days", "kind", "words"),
    [
        (1, DayKind.WORKING, "1 working day"),
        (5, DayKind.WORKING, "5 working days"),
        (60, DayKind.CALENDAR, "60 calendar days"),
    ],
)
def test_a_time_limit_is_said_in_words(days, kind, words):
    with translation.override("en"):
        assert TimeLimit(days=days, day_kind=kind).length == words


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_guide_has_every_section_with_its_article(client, language):
    reader = worlds.person(Role.STEWARD, worlds.unit(UnitKind.DEPARTMENT, "街道"))
    reader.language = language
    reader.save()
    client.force_login(reader)
    html = client.get(reverse("cockpit:guide")).content.decode()
    with translation.override(language):
        for section in guide_text.SECTIONS:
            assert f'id="{section.anchor}"' in html
            assert str(section.title) in html
            assert str(section.article) in html


def test_who_has_no_role_still_finds_the_own_account(client):
    client.force_login(worlds.person())
    assert [step.name for step in client.get(reverse("cockpit:help")).context["steps"]] == ["accounts:profile"]


def test_every_role_is_in_the_table():
    assert set(guidance.STEPS) == set(Role)
