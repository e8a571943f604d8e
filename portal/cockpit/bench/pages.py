"""Which pages are measured, as whom, and where each is in the demo city.

Each page is asked as the demo account that sees the most rows of it, or that works with it all day.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from appeals.enums import AppealState, HandlingState
from appeals.models import Appeal, Handling
from enterprises.models import Enterprise
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.permissions import unit_ids
from stewards.models import Steward, Visit

S = AppealState


@dataclass(frozen=True)
class Page:
    """One page: its name in the report, its kind, the demo account that asks, and its address."""

    name: str
    kind: str
    visitor: str
    url: Callable | str

    def address(self):
        """Return the address in the city that stands in the database."""
        return self.url() if callable(self.url) else self.url


def _at(name, query=""):
    return lambda: reverse(name) + query


def _case(step, username, *states, **conditions):
    def url():
        user = User.objects.get(username=username)
        found = Appeal.objects.visible_to(user).filter(state__in=states, number__isnull=False, **conditions)
        return reverse(f"appeals:{step}", args=[found.order_by("-submitted_at", "pk").first().number])

    return url


def _similar():
    found = Appeal.objects.filter(state=S.ACCEPTED, number__isnull=False).order_by("pk").first()
    return reverse("problems:similar", args=[found.number])


def _handling(step=None):
    """The case that the demo handler works on, or a step of his unit's part of it."""

    def url():
        mine = unit_ids(User.objects.get(username="handler"), Role.HANDLER)
        rows = Handling.objects.filter(unit__in=mine, state=HandlingState.ACCEPTED, appeal__state=S.IN_HANDLING)
        first = rows.select_related("appeal").order_by("pk").first()
        number = first.appeal.number
        return reverse(f"appeals:{step}", args=[number, first.pk]) if step else reverse("appeals:detail", args=[number])

    return url


def _enterprise(name, username):
    def url():
        user = User.objects.get(username=username)
        return reverse(name, args=[Enterprise.objects.visible_to(user).key().order_by("pk").first().uscc])

    return url


def _steward():
    user = User.objects.get(username="district")
    return reverse("stewards:detail", args=[Steward.objects.visible_to(user).serving().order_by("pk").first().staff_no])


def _many():
    """Ten enterprises of the district, ticked in the list."""
    user = User.objects.get(username="district")
    picked = Enterprise.objects.visible_to(user).key().order_by("pk").values_list("uscc", flat=True)[:10]
    return reverse("stewards:assign_many") + "?" + "&".join(f"pick={code}" for code in picked)


def _visit():
    user = User.objects.get(username="steward")
    return reverse("stewards:visit", args=[Visit.objects.visible_to(user).for_list().first().pk])


FLOORS = [
    Page("empty", "floor", "", _at("healthz")),
    Page("blank", "floor", "city", _at("bench_blank")),
    Page("table", "floor", "city", _at("bench_table")),
]
LISTS = [
    Page("enterprises, city", "list", "city", _at("enterprises:list")),
    Page("enterprises, district", "list", "district", _at("enterprises:list")),
    Page("enterprises found by name", "list", "city", _at("enterprises:list", "?q=科技")),
    Page("enterprises without steward", "list", "general", _at("enterprises:list", "?unserved=on")),
    Page("stewards, city", "list", "city", _at("stewards:list")),
    Page("stewards, district", "list", "district", _at("stewards:list")),
    Page("appeals, city", "list", "city", _at("appeals:list")),
    Page("appeals closed, city", "list", "city", _at("appeals:list", "?view=closed")),
    Page("appeals, district", "list", "district", _at("appeals:list")),
    Page("appeals, unit", "list", "general", _at("appeals:list")),
    Page("appeals, desk", "list", "dispatcher", _at("appeals:list")),
    Page("appeals, handler", "list", "handler", _at("appeals:list")),
    Page("appeals, contact", "list", "contact", _at("appeals:list")),
    Page("appeals, steward", "list", "steward", _at("appeals:list")),
    Page("appeals found by words", "list", "city", _at("appeals:list", "?q=用电")),
    Page("orders on appeals, city", "list", "city", _at("supervision:list")),
    Page("common problems of appeals", "list", "city", _at("problems:list")),
    Page("assignments, city", "list", "city", _at("stewards:assignments")),
    Page("activation, unit", "list", "general", _at("onboarding:people")),
    Page("registrations to check", "list", "general", _at("enterprises:registrations")),
    Page("absences, unit", "list", "general", _at("accounts:absences")),
    Page("visits, city", "list", "city", _at("stewards:visits")),
    Page("visits, steward", "list", "steward", _at("stewards:visits")),
    Page("information reports, city", "list", "city", _at("reports:list")),
    Page("information reports found", "list", "city", _at("reports:list", "?q=迁移")),
    Page("research visits, city", "list", "city", _at("research:list")),
    Page("approvals, city", "list", "city", _at("changes:approvals")),
    Page("training not finished, city", "list", "city", _at("training:progress")),
    Page("inbox", "list", "steward", _at("notifications:inbox")),
]
DETAILS = [
    Page("appeal, contact", "detail", "contact", _case("detail", "contact", S.IN_HANDLING, S.REPLIED)),
    Page("appeal, handler", "detail", "handler", _handling()),
    Page("appeal, desk", "detail", "dispatcher", _case("detail", "dispatcher", S.ACCEPTED)),
    Page("appeal closed, city", "detail", "city", _case("detail", "city", S.CLOSED)),
    Page("appeals similar to one, desk", "detail", "dispatcher", _similar),
    Page("enterprise, steward", "detail", "steward", _enterprise("enterprises:detail", "steward")),
    Page("enterprise, district", "detail", "district", _enterprise("enterprises:detail", "district")),
    Page("steward", "detail", "district", _steward),
    Page("contacts of an enterprise", "detail", "contact", _enterprise("enterprises:contacts", "contact")),
    Page("visit, steward", "detail", "steward", _visit),
    Page("poster", "detail", "steward", _enterprise("stewards:poster", "steward")),
    Page("own account", "detail", "contact", _at("accounts:profile")),
    Page("own sessions", "detail", "contact", _at("onboarding:sessions")),
]
FORMS = [
    Page("new appeal", "form", "contact", _at("appeals:new")),
    Page("dispatch", "form", "dispatcher", _case("dispatch", "dispatcher", S.ACCEPTED)),
    Page("reply", "form", "handler", _handling("reply")),
    Page("rate", "form", "contact", _case("rate", "contact", S.REPLIED)),
    Page("assign a steward", "form", "district", _enterprise("stewards:assign", "district")),
    Page("assign many", "form", "district", _many),
    Page("new visit", "form", "steward", _at("stewards:visit_new")),
    Page("preferences", "form", "steward", _at("notifications:preferences")),
    Page("register", "form", "", _at("enterprises:register")),
    Page("export of enterprises", "form", "city", _at("enterprises:export")),
]
BOARDS = [
    Page("home, contact", "board", "contact", _at("cockpit:home")),
    Page("home, desk", "board", "dispatcher", _at("cockpit:home")),
    Page("home, handler", "board", "handler", _at("cockpit:home")),
    Page("home, district", "board", "district", _at("cockpit:home")),
    Page("home, city", "board", "city", _at("cockpit:home")),
    Page("home, administrator", "board", "admin", _at("cockpit:home")),
    Page("workbench, steward", "day", "steward", _at("stewards:workbench")),
    Page("workbench, general steward", "board", "general", _at("stewards:workbench")),
    Page("capacity, city", "board", "city", _at("stewards:capacity")),
    Page("burden, district", "board", "district", _at("research:burden")),
    Page("training, steward", "board", "steward", _at("training:home")),
    Page("covers, general steward", "board", "general", _at("covers:list")),
    Page("what if, general steward", "board", "general", _at("changes:what_if")),
    Page("coverage, city", "board", "city", _at("stewards:coverage")),
    Page("appeals no rule escalates", "board", "city", _at("supervision:stuck")),
    Page("appeals, satisfaction", "board", "city", _at("appeals:satisfaction")),
    Page("appeals, return rates", "board", "city", _at("routing:returns")),
    Page("help, steward", "board", "steward", _at("cockpit:help")),
]
PAGES = FLOORS + LISTS + DETAILS + FORMS + BOARDS
