"""Builds the whole demo city in one transaction, and counts it."""

import gc
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F

from appeals.consultations import demo as consultations
from appeals.doors import demo as doors
from appeals.enums import AppealState, PromiseKind
from appeals.models import Appeal, AppealLog, Category, Handling, Message, Promise, Rating
from appeals.problems import demo as problems
from appeals.supervision import demo as supervision
from appeals.supervision.models import OrderLog, SupervisionOrder
from enterprises.models import Contact, Enterprise, EnterpriseAccess
from portal.accounts.models import Membership, Unit, User
from portal.notifications.enums import MailState
from portal.notifications.models import Notification
from stewards.changes.demo import Changing
from stewards.covers import demo as covers
from stewards.integrity import demo as integrity
from stewards.models import Assignment, CheckIn, FollowUp, Liaison, Steward, Visit
from stewards.reports import demo as reports
from stewards.reports.models import Report, ReportLog
from stewards.research import demo as research
from stewards.research.models import ResearchStop, ResearchVisit
from stewards.training.demo import Training
from stewards.training.models import Attempt, Certificate, Reading

from . import bodies, offroster
from .case import Limits
from .caseload import Caseload
from .clock import Clock
from .content import draw, read
from .copying import Copier, Row, Tables
from .office import Office
from .people import ACCOUNTS, People
from .registry import HOME_TOWN, LISTED_TAG, Registry
from .rows import CaseRows
from .stage import QUEUE, Stage
from .stewarding import Stewarding
from .visiting import Visiting

#: The smallest city in which the demo accounts find what they need.
LEAST = {"enterprises": 100, "stewards": 10, "appeals": 60}
#: How many stewards a local unit has at least on the average; smaller cities live in fewer towns.
STEWARDS_PER_TOWN = 5
#: How long ago the registry was set up.
FOUNDED = timedelta(days=760)
#: What the planner should know about before the first page is asked for.
TABLES = (User, Unit, Membership, Enterprise, EnterpriseAccess, Contact, Steward, Liaison, Assignment, Appeal,
          AppealLog, Handling, Promise, Message, Rating, SupervisionOrder, OrderLog, Visit, FollowUp, CheckIn,
          Report, ReportLog, ResearchVisit, ResearchStop, Reading, Attempt, Certificate)  # fmt: skip


class NotEmpty(Exception):
    """The database already holds something that a demo city would be mixed with."""


@dataclass(frozen=True)
class Size:
    """How large the city is to be."""

    enterprises: int
    stewards: int
    appeals: int


def obstacle():
    """Return a sentence about what is in the way of a demo city, or an empty string."""
    if Enterprise.objects.exists() or Unit.objects.exists() or Appeal.objects.exists():
        return "This database already has enterprises, units or appeals. The demo city is built in an empty one only."
    if taken := list(User.objects.filter(username__in=ACCOUNTS).values_list("username", flat=True)):
        return f"These user names belong to the demo accounts and are taken: {', '.join(taken)}."
    return ""


class City:
    """The demo city of a size and a seed, as it stands at the moment ``now`` (aware)."""

    def __init__(self, size, seed, now, say=lambda line: None):
        self.size, self.seed, self.now, self.say = size, seed, now, say
        self.tables = Tables()

    def build(self):
        """Write every row, or none; raises :class:`NotEmpty` when something is in the way."""
        gc.disable()  # half a million rows that all stay until the end: looking for garbage takes a third of the time
        try:
            self._build()
        finally:
            gc.enable()

    @transaction.atomic
    def _build(self):
        if sentence := obstacle():
            raise NotEmpty(sentence)
        self.clock = Clock(self.now)
        self.copier = Copier(self.tables, self.clock.now - FOUNDED)
        self._bodies_and_people()
        self._registry()
        self._stewards()
        self._write_people()
        self._visits()
        self._reports()
        self._training()
        self.say(f"{Changing(self, draw(self.seed, 'changes')).build():,} proposals")
        self._appeals()
        self.tables.settle()
        self.say(f"{supervision.fill(self):,} supervision orders")
        offroster.seed(
            self.clock, self.people, self.bodies.local[HOME_TOWN], self.bodies.towns[HOME_TOWN],
            self.registry.enterprises[0],
        )  # fmt: skip
        covers.seed(self.clock, self.people)
        doors.seed(self.clock, "310115")
        self.say(f"{consultations.fill(self.clock):,} consultations")
        self.say(f"{problems.fill(self.clock, self.people, self.bodies.desk):,} common problems")
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(connection.ops.quote_name(row._meta.db_table) for row in TABLES)}")

    def _bodies_and_people(self):
        self.bodies = bodies.build(self.tables)
        self.people = People(self.tables, self.clock, self.seed)
        lead = self.bodies.leads["310115"]
        home = {"district": lead, "handler": lead, "general": self.bodies.local[HOME_TOWN]}
        self.people.staff(self.bodies, home)
        self.say(f"{len(self.bodies.units):,} units")

    def _registry(self):
        self.registry = Registry(self.tables, self.clock, self.bodies, self.people, self.seed)
        towns = max(1, min(len(self.bodies.local), self.size.stewards // STEWARDS_PER_TOWN))
        self.registry.build(self.size.enterprises, towns)
        self.say(f"{len(self.registry.enterprises):,} enterprises")

    def _stewards(self):
        self.stewarding = Stewarding(self.tables, self.clock, self.bodies, self.people, self.seed)
        self.stewarding.build(self.registry, self.size.stewards)
        self.say(f"{len(self.stewarding.stewards):,} stewards")

    def _write_people(self):
        copier = self.copier

        copier.with_history(Unit, self.bodies.units)
        copier.with_history(User, self.people.users)
        copier.with_history(Membership, self.people.memberships)
        copier.with_history(Enterprise, self.registry.enterprises)
        copier.with_history(Contact, self.registry.contacts)
        copier.with_history(Steward, self.stewarding.stewards)
        copier.with_history(Liaison, self.stewarding.liaisons)
        self._write_assignments()
        copier.rows(EnterpriseAccess, self.stewarding.access)
        self.say(f"{len(self.people.users):,} people")

    def _write_assignments(self):
        rows = self.stewarding.assignments
        begun = [Row({**row.__dict__, "ended_at": None, "ended_by_id": None}) if row.ended_at else row for row in rows]
        self.copier.rows(Assignment, rows)
        self.copier.history(Assignment, begun, at="started_at", by="started_by_id")
        ended = [row for row in rows if row.ended_at]
        self.copier.history(Assignment, ended, at="ended_at", by="ended_by_id", kind="~")

    def _visits(self):
        visiting = Visiting(
            self.tables, self.copier, self.clock, self.people, self.registry, self.stewarding, self.seed
        )  # fmt: skip
        self.say(f"{visiting.build():,} visits")
        self.say(f"{research.fill(self):,} research visits")

    def _reports(self):
        """What was reported of the invented enterprises; of real companies nothing is said."""
        invented = {row.pk: row for row in self.registry.enterprises if LISTED_TAG not in row.tags}
        self.say(f"{reports.fill(self, invented):,} information reports")
        integrity.fill(self, self.registry.enterprises[0])

    def _training(self):
        training = Training(self.tables, self.copier, self.clock, self.people, draw(self.seed, "training"))
        units = {unit.pk: unit.district_id for unit in self.bodies.local.values()}
        self.say(f"{training.build(read('training'), units):,} certificates")

    def _appeals(self):
        categories = {row.code: row for row in Category.objects.all()}
        office = Office(
            self.clock, self.bodies, self.people.handlers, self.people.dispatchers, self.registry.contact_of,
            self.stewarding.steward_of, Limits(categories), categories,
        )  # fmt: skip
        enterprises = self.registry.enterprises
        caseload = Caseload(office, enterprises, self.seed)
        stage = Stage(office, caseload, self.people, enterprises, self.seed)
        cases = stage.build()
        cases += caseload.write(max(0, self.size.appeals - len(cases) - QUEUE))
        waiting = sum(case.current == AppealState.ACCEPTED for case in cases)
        missing = min(QUEUE - waiting, self.size.appeals - len(cases))
        cases += stage.queue(missing)
        cases += caseload.write(self.size.appeals - len(cases))
        self.say(f"{len(cases):,} appeals")
        CaseRows(self.tables, self.copier, categories, self.clock).write(cases)
        self._inbox(stage.told)

    def _inbox(self, told):
        rows = []
        for username, event, title, case in told:
            at = case.columns["changed_at"]
            rows.append(
                self.tables[Notification].row(
                    recipient=self.people.demo[username], event=event,
                    key=f"demo:{event}:{case.row.pk}:{username}", title=title.format(case.columns["title"])[:200],
                    text=f"{case.enterprise.name} · {case.columns['title']}",
                    url=Appeal(number=case.row.number).get_absolute_url(),
                    created_at=at, mail_state=MailState.NONE,
                )
            )  # fmt: skip
        self.copier.rows(Notification, rows)


def summary():
    """Return figures about the city that stands in the database: ``[(label, figure)]``."""
    met = Promise.objects.exclude(kind=PromiseKind.RATING).exclude(kept_at=None)
    late = met.filter(kept_at__gt=F("due_at")).count()
    kept = met.count()
    states = dict.fromkeys(AppealState.values, 0)
    for state in Appeal.objects.values_list("state", flat=True):
        states[state] += 1
    return [
        ("enterprises", Enterprise.objects.count()),
        ("with a steward", Assignment.objects.open().count()),
        ("stewards", Steward.objects.count()),
        ("visits", Visit.objects.count()),
        ("information reports", Report.objects.count()),
        ("people", User.objects.count()),
        ("units", Unit.objects.count()),
        ("appeals", Appeal.objects.count()),
        *((f"  {state}", count) for state, count in states.items()),
        ("promises kept in time", f"{100 * (kept - late) / kept:.1f} %" if kept else "—"),
        ("ratings", Rating.objects.count()),
    ]
