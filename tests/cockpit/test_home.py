"""The first page: what is due comes first; the frame around every page costs three queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role, UnitKind
from portal.cockpit.views.home import FIRST
from portal.common import hooks, workdays
from portal.common.hooks import DueItem
from portal.common.models import CalendarDay
from portal.notifications.enums import Event, MailState
from portal.notifications.models import Notification
from tests import world as worlds

pytestmark = pytest.mark.django_db


#: People of the world of tests, one for each role.
ROLES = ["contact", "steward", "general", "dispatcher", "handler", "district", "city", "leader", "admin"]


@pytest.fixture
def world():
    world = worlds.build()
    world.admin.is_staff = world.admin.is_superuser = True
    world.admin.save()
    return world


@pytest.fixture
def lend(monkeypatch):
    """``lend(items)``: what is due, in place of what the apps say."""

    def use(items):
        monkeypatch.setattr(hooks.due_items, "_providers", [lambda user, acting: items])

    return use


def due(title, **fields):
    return DueItem(title=title, url="/accounts/me/", **fields)


def test_whoever_is_not_signed_in_is_asked_to(client):
    assert client.get("/").url == reverse("account_login")


@pytest.mark.parametrize("role", [Role.STEWARD, Role.LIAISON, Role.GENERAL])
def test_those_who_serve_have_the_workbench(client, role):
    client.force_login(worlds.person(role, worlds.unit(UnitKind.DEPARTMENT, "张江")))
    assert client.get("/").url == reverse("stewards:workbench")


def test_somebody_without_a_role_gets_a_page_all_the_same(client):
    client.force_login(worlds.person())
    page = client.get("/")
    assert page.status_code == 200
    assert page.context["due_count"] == 0


def test_the_most_urgent_stands_first_and_what_has_no_date_last(client, lend):
    now = timezone.now()
    lend([due("无期限"), due("后天", due_at=now + timedelta(days=2)), due("昨天", due_at=now - timedelta(days=1))])
    client.force_login(worlds.person(Role.LEADER))
    assert [item.title for item in client.get("/").context["items"]] == ["昨天", "后天", "无期限"]


def test_a_long_list_begins_with_twenty_and_shows_all_on_demand(client, lend):
    lend([due(f"第{number}件") for number in range(FIRST + 7)])
    client.force_login(worlds.person(Role.LEADER))
    page = client.get("/")
    assert (len(page.context["items"]), page.context["more"], page.context["due_count"]) == (FIRST, 7, FIRST + 7)
    assert len(client.get("/?all").context["items"]) == FIRST + 7


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.urls("portal.cockpit.bench.floors")
def test_the_frame_costs_session_person_and_inbox(client, world, role, query_shape):
    """Contacts and stewards pay one more question: the navigation asks whether they have an enterprise."""
    client.force_login(getattr(world, role))
    with query_shape() as shapes:
        client.get("/bench/blank/")
    asked = [shape for shape in shapes if not shape.startswith("SELECT enterprises_enterpriseaccess")]
    tables = ["django_session", "accounts_membership", "notifications_notification"]
    assert len(shapes) - len(asked) <= (role in ("contact", "steward"))
    assert [table for table, shape in zip(tables, asked, strict=True) if table in shape] == tables


@pytest.mark.parametrize("role", ROLES)
def test_every_place_of_the_navigation_opens(client, world, role):
    client.force_login(getattr(world, role))
    page = client.get(reverse("accounts:profile"))
    places = [place for _group, places in page.context["nav"] for place in places]
    closed = {place["url"] for place in places if client.get(place["url"], follow=True).status_code != 200}
    assert not closed
    assert len(page.context["bottom_nav"]) <= 4
    assert sum(place["current"] for place in places) == 1


def test_the_administrator_is_told_of_mail_that_was_given_up(client, calendar_of):
    user = worlds.person(Role.ADMIN)
    Notification.objects.create(
        recipient=user, event=Event.APPEAL_REPLIED, key="k", title="t", url="/", mail_state=MailState.FAILED
    )
    client.force_login(user)
    page = client.get("/")
    assert [item.kind for item in page.context["items"] if item.kind != "integrity"] == ["outbox"]
    assert [card.value for card in page.context["cards"] if "notification" in str(card.url)] == [0, 1]


def test_the_administrator_is_asked_for_a_year_that_nobody_entered(client, calendar_of):
    calendar_of.forget()
    client.force_login(worlds.person(Role.ADMIN))
    titles = [item.title for item in client.get("/").context["items"]]
    assert any(str(timezone.localdate().year) in title for title in titles)


@pytest.fixture
def calendar_of():
    """This and the coming year are entered; ``forget()`` takes them out again."""
    today = timezone.localdate()
    for year in (today.year, today.year + 1):
        CalendarDay.objects.get_or_create(date=today.replace(year=year, month=1, day=1), defaults={"is_workday": False})
    workdays.forget_calendar()

    class Entered:
        @staticmethod
        def forget():
            CalendarDay.objects.filter(date__year__gte=today.year).delete()
            workdays.forget_calendar()

    yield Entered
    workdays.forget_calendar()
