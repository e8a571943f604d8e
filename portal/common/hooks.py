"""Points where an upper app gives a lower page its data, without the lower one knowing it.

A lower page shows an upper app's rows by asking a point; the upper app registers a provider in ``AppConfig.ready()``.
A provider returns dataclasses and uses set-based queries.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class DueItem:
    """One thing that a person has to do: what, for whom, by when, and the one button that does it.

    ``post``: the button is pressed, not followed (a message is read by opening it).
    """

    title: str
    url: str
    who: str = ""
    due_at: datetime | None = None
    started_at: datetime | None = None
    kind: str = ""
    button: str = ""
    post: bool = False


@dataclass(frozen=True)
class HomeCard:
    """A figure on a home page; ``url`` opens the rows that make it."""

    label: str
    value: int | str
    url: str
    hint: str = ""
    over: bool = False


@dataclass(frozen=True)
class NavItem:
    """A place in the navigation; ``phone`` is its position in the bottom bar (0: not there)."""

    label: str
    url: str
    icon: str
    group: str
    count: int | None = None
    over: bool = False
    phone: int = 0


@dataclass(frozen=True)
class Section:
    """A part of a page that an upper app fills: a template and its context."""

    title: str
    template: str
    context: dict = field(default_factory=dict)


class Point:
    """A typed list of providers; calling it concatenates what they return for the same arguments."""

    def __init__(self, name, kind):
        self.name, self.kind, self._providers = name, kind, []

    def register(self, provider):
        """Add ``provider`` (once); usable as a decorator."""
        if provider not in self._providers:
            self._providers.append(provider)
        return provider

    def __call__(self, *args: Any, **kwargs: Any) -> list:
        found = []
        for provider in self._providers:
            for item in provider(*args, **kwargs):
                if not isinstance(item, self.kind):
                    raise TypeError(f"{self.name}: {provider.__module__} gave {type(item).__name__}")
                found.append(item)
        return found


@dataclass(frozen=True)
class EnterpriseFigure:
    """A figure on the card of one enterprise; ``url`` opens the rows that make it."""

    enterprise_id: int
    label: str
    value: int | str
    url: str = ""


@dataclass(frozen=True)
class StewardCard:
    """What other pages show of an enterprise's steward: number, load of the cap, unit; ``url`` where it opens."""

    enterprise_id: int
    name: str
    staff_no: str
    load: int
    cap: int
    unit: str
    phone: str = ""
    url: str = ""
    away_until: date | None = None


@dataclass(frozen=True)
class Act:
    """A button that a page shows for something another app does."""

    label: str
    url: str
    icon: str = ""


@dataclass(frozen=True)
class HandoverItem:
    """Something open at an enterprise that goes over with it to the next steward; ``kind`` is for people to read."""

    enterprise_id: int
    kind: str
    title: str
    url: str
    due_at: datetime | None = None
    happened_at: datetime | None = None


@dataclass(frozen=True)
class BurdenEntry:
    """One time that the government reached an enterprise: a contact, a form, a survey, a push (无事不扰)."""

    enterprise_id: int
    kind: str
    title: str
    at: datetime
    who: str = ""
    url: str = ""
    is_planned: bool = False


@dataclass(frozen=True)
class Holding:
    """What a unit or a person still holds in one app, and how it goes over to another.

    ``move(to, by=…, reason=…)`` hands all of it to another unit or person in the caller's transaction and raises
    ``Refused`` with a sentence when that one may not take it; None where it simply ends with ``end(by=…, reason=…)``.
    ``url`` opens the rows. ``key`` names the holding in forms; ``takers()`` gives the options ``[(pk, label)]`` of
    those who may take it, and with ``several`` the move takes a list of them, filled in order. ``goes`` and ``ends``
    say in a sentence what either means. Rows are locked in the order of ``rank``, everywhere: stewards (10),
    enterprises (20), claims (28), memberships (30), cases (40), the rest after them.
    """

    label: str
    count: int
    url: str = ""
    move: Callable | None = None
    end: Callable | None = None
    key: str = ""
    takers: Callable | None = None
    several: bool = False
    goes: str = ""
    ends: str = ""
    rank: int = 50

    def __post_init__(self):
        """A template that only asks whether there is such a step must not take it."""
        for step in (self.move, self.end, self.takers):
            if step:
                step.do_not_call_in_templates = True


#: ``due_items(user, acting)``: what this person has to do in the role ``acting`` (a membership or None).
due_items = Point("due_items", DueItem)
#: ``home_cards(user, acting)``: the figures of the role's home page.
home_cards = Point("home_cards", HomeCard)
#: ``nav_items(request)``: the places of the role, in order.
nav_items = Point("nav_items", NavItem)
#: ``enterprise_sections(user, enterprise)``: parts of an enterprise's page.
enterprise_sections = Point("enterprise_sections", Section)
#: ``enterprise_figures(user, enterprise_ids)``: figures on the cards of enterprises.
enterprise_figures = Point("enterprise_figures", EnterpriseFigure)
#: ``visit_sections(user, visit)``: parts of the record of a visit.
visit_sections = Point("visit_sections", Section)
#: ``visit_acts(user, visit)``: what this person can make of a visit: an appeal, an information report.
visit_acts = Point("visit_acts", Act)
#: ``case_sections(user, appeal)``: parts of the page of a case.
case_sections = Point("case_sections", Section)
#: ``case_acts(user, appeal)``: what this person can do with a case in the apps above.
case_acts = Point("case_acts", Act)
#: ``dispatch_sections(user, appeal)``: what helps the desk to choose the unit.
dispatch_sections = Point("dispatch_sections", Section)
#: ``writing_sections(user, appeal, title, text)``: what an enterprise should see while it writes the draft ``appeal``.
writing_sections = Point("writing_sections", Section)
#: ``callers_of_case(appeal)``: the telephone numbers of those who telephoned or came about a case.
callers_of_case = Point("callers_of_case", str)
#: ``handover_items(user, enterprise_ids)``: what goes over with these enterprises to their next steward.
handover_items = Point("handover_items", HandoverItem)
#: ``burden_entries(enterprise_ids, since, until)``: what reached these enterprises between two instants.
burden_entries = Point("burden_entries", BurdenEntry)
#: ``steward_cards(user, enterprise_ids)``: who serves these enterprises now, for the eyes of ``user``.
steward_cards = Point("steward_cards", StewardCard)
#: ``steward_names()``: (enterprise id, steward's name, staff number) of every enterprise that is served now.
steward_names = Point("steward_names", tuple)
#: ``enterprise_sheets(user)``: further sheets (``portal.common.exports.Sheet``) in which the registry is exported.
enterprise_sheets = Point("enterprise_sheets", object)
#: ``steward_people(staff_no)``: ids of the persons behind a staff number.
steward_people = Point("steward_people", int)

#: ``unit_holdings(unit)``: what stands with a unit and needs a new home before the unit closes.
unit_holdings = Point("unit_holdings", Holding)
#: ``person_holdings(user)``: what a person is answerable for and somebody has to take over before the person leaves.
person_holdings = Point("person_holdings", Holding)


def by_urgency(items):
    """Sort due items: the earliest deadline first, those without one last."""
    return sorted(items, key=lambda item: (item.due_at is None, item.due_at.timestamp() if item.due_at else 0))
