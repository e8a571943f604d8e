"""The unit as its general steward sees it: who is absent, full, silent or late, and which enterprises nobody serves.

Six queries for all units of a person, whatever the number of stewards and enterprises.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from enterprises.models import Enterprise
from portal.accounts.enums import Role
from portal.accounts.models import Absence, Membership
from portal.accounts.permissions import units

from .cadence import overdue_contacts
from .models import Assignment, FollowUp, Steward, Visit
from .models.steward import SLOTS

#: How many stewards the workbench shows, those behind first; the list behind it has them all.
SHOWN = 12
#: How many enterprises without steward it names; the list behind the number has them all.
NAMED = 5
#: A steward who serves somebody and wrote no visit for so long is silent. The number is ours.
SILENT_AFTER = timedelta(days=30)


@dataclass
class Member:
    """One steward of the unit: the load, the last visit written, and what is overdue, by its kind."""

    steward: Steward
    wrote_at: datetime | None = None
    firsts: int = 0
    contacts: int = 0
    promises: int = 0
    is_silent: bool = False

    @property
    def late(self):
        """How many first contacts, contacts and promises are overdue."""
        return self.firsts + self.contacts + self.promises

    @property
    def is_full(self):
        return self.steward.load >= SLOTS

    @property
    def is_away(self):
        return self.steward.away_until is not None


@dataclass
class UnitView:
    """A unit: the stewards shown, how many there are of each kind, who else is away, and whom nobody serves."""

    unit: object
    members: list[Member] = field(default_factory=list)
    away: list[tuple[object, date]] = field(default_factory=list)
    without: int = 0
    first: list[Enterprise] = field(default_factory=list)

    @property
    def all(self):
        return len(self.members)

    @property
    def stewards(self):
        """Those shown: whoever is behind on top, then those with most room."""
        return sorted(self.members, key=lambda one: (-one.late, not one.is_silent, one.steward.load))[:SHOWN]

    @property
    def full(self):
        return sum(one.is_full for one in self.members)

    @property
    def silent(self):
        return sum(one.is_silent for one in self.members)

    @property
    def late(self):
        return sum(one.late > 0 for one in self.members)


def unit_views(user):
    """The view of each unit that the person leads as general steward."""
    views = {unit.pk: UnitView(unit) for unit in units(user, Role.GENERAL)}
    if not views:
        return []
    _add_members(views)
    for firm in _without_steward(user, views):
        views[firm.local_unit_id].without = firm.in_unit
        views[firm.local_unit_id].first.append(firm)
    for unit, person, until in _away(views):
        views[unit].away.append((person, until))
    return list(views.values())


def _add_members(views):
    stewards = Steward.objects.serving().filter(unit__in=views).with_load().for_list()
    stewards = stewards.annotate(promised=_late_promises(), wrote_at=_last_written())
    now = timezone.now()
    found = {}
    for one in stewards:
        member = found[one.pk] = Member(one, one.wrote_at, promises=one.promised)
        member.is_silent = one.load > 0 and (one.wrote_at is None or one.wrote_at < now - SILENT_AFTER)
        views[one.unit_id].members.append(member)
    for contact in overdue_contacts(Assignment.objects.open().filter(steward__in=found), now):
        member = found[contact.steward_id]
        member.firsts += contact.is_first
        member.contacts += not contact.is_first


def overdue_promises(steward):
    """What was promised to the enterprises that the steward serves today, and is overdue."""
    served = Assignment.objects.open().filter(steward=steward).values("enterprise")
    return FollowUp.objects.open().filter(visit__enterprise__in=served, due_on__lt=timezone.localdate()).for_list()


def _late_promises():
    rows = FollowUp.objects.open().filter(
        due_on__lt=timezone.localdate(), visit__enterprise__assignments__steward=OuterRef("pk"),
        visit__enterprise__assignments__ended_at=None,
    )  # fmt: skip
    counted = rows.order_by().values("visit__enterprise__assignments__steward").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0, output_field=IntegerField())


def _last_written():
    rows = Visit.objects.filter(author=OuterRef("user")).order_by().values("author")
    return Subquery(rows.annotate(last=Max("created_at")).values("last"))


def _without_steward(user, views):
    """The first enterprises without steward of each unit, with how many there are ``in_unit``."""
    rows = Enterprise.objects.visible_to(user).filter(local_unit__in=views).unserved()
    place = Window(RowNumber(), partition_by=F("local_unit"), order_by=[F("name").asc(), F("pk").asc()])
    number = Window(Count("pk"), partition_by=F("local_unit"))
    return rows.annotate(place=place, in_unit=number).filter(place__lte=NAMED).order_by("name", "pk")


def _away(views):
    """``(unit, person, last day)`` of those with a role in the units who are away today, by name."""
    held = Membership.objects.in_force().filter(user=OuterRef("user"), unit__in=views).order_by("pk")
    rows = Absence.objects.on().filter(Q(user__is_active=True)).annotate(of_unit=Subquery(held.values("unit")[:1]))
    rows = rows.exclude(of_unit=None).select_related("user").order_by("user__name", "pk")
    return [(row.of_unit, row.user, row.ended_on) for row in rows]
