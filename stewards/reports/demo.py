"""Information reports of the demo city: about 1,500 among 34,000 enterprises, of all kinds, over three quarters."""

import json
import random
import uuid
from datetime import timedelta
from pathlib import Path

from django.db import connection

from portal.common.workdays import SHANGHAI
from stewards.models import Visit

from . import kinds
from .enums import ReportKind, ReportState, Urgency
from .models import Report, ReportLog

DATA = Path(__file__).parent / "data" / "demo.json"
#: The share of served enterprises of which something is reported, and of reports that follow from a visit.
SHARE, FROM_VISIT = 0.046, 0.6
#: Working days back over which the reports lie.
BACK = (2, 180)
#: The share of reports of the last days that nobody has read yet, of all that went to a unit, of risks that burn.
UNREAD, PASSED_ON, RISK = 0.4, 0.12, 0.02
#: Working days within which the district lead has read everything.
READ = 5
S = ReportState


class Reporting:
    """Builds and copies reports for the open assignments, the demo steward's first.

    ``city`` brings tables, copier, clock, people, bodies and assignments; ``enterprises`` are those of which anything
    may be said (``{pk: row}``): real companies are not among them.
    """

    def __init__(self, city, enterprises):
        self.tables, self.copier, self.clock = city.tables, city.copier, city.clock
        self.people = city.people
        self.rng = random.Random(f"{city.seed}:reports")  # noqa: S311 -- nothing here is a secret
        self.said = json.loads(DATA.read_text("utf-8"))
        self.units = {}
        for unit in city.bodies.handling():
            self.units.setdefault(unit.district_id, []).append(unit)
        self.open = [row for row in city.stewarding.assignments if row.ended_at is None]
        self.enterprises = enterprises
        self.home = {row.enterprise_id for row in self.open if row.steward_id == self.open[0].steward_id}
        self.reports, self.logs, self.visits = [], [], {}

    def build(self):
        """Write everything; returns the number of reports."""
        known = [row for row in self.open if row.enterprise_id in self.enterprises]
        own = [row for row in known if row.enterprise_id in self.home]
        others = [row for row in known if row.enterprise_id not in self.home and self.rng.random() < SHARE]
        self._find_visits(others)
        for row, plan in zip(own * len(self.said["home"]), self.said["home"], strict=False):
            moment = min(self.clock.back(plan["days"], 9, 20), self.clock.now - timedelta(minutes=40))
            self._report(row, ReportKind(plan["kind"]), plan["pick"], moment, None, S(plan["state"]))
        for row in others:
            kind = self.rng.choice(list(ReportKind))
            self._report(row, kind, self.rng.randrange(len(self.said[kind])), *self._when(row), None)
        return self._copy()

    def _find_visits(self, assignments):
        rows = Visit.objects.filter(enterprise__in=[row.enterprise_id for row in assignments]).order_by("happened_at")
        self.visits = {row[0]: row[1:] for row in rows.values_list("enterprise", "pk", "created_at", "author")}

    def _when(self, assignment):
        """When the report was written, and of which visit it was made, if of any."""
        visit = self.visits.get(assignment.enterprise_id)
        if visit and self.rng.random() < FROM_VISIT:
            moment = visit[1].astimezone(SHANGHAI) + timedelta(minutes=self.rng.randint(5, 90))
            if moment < self.clock.now:
                return moment, visit
        return self.clock.back(self.rng.randint(*BACK), self.rng.randint(9, 16), self.rng.randint(0, 59)), None

    def _report(self, assignment, kind, pick, at, visit, state):
        enterprise, words = self.enterprises[assignment.enterprise_id], self.said[kind][pick]
        slots = self._slots(at)
        facts = {name: text.format_map(slots) for name, text in words["facts"].items()}
        because = self.rng.choice(self.said["risks"]) if state is None and self.rng.random() < RISK else ""
        is_urgent = bool(because) or kinds.urgent_by_itself(kind, facts)
        title, text = words["title"].format_map(slots), words["text"].format_map(slots)
        row = self.tables[Report].row(
            enterprise=enterprise, kind=kind, facts=json.dumps(facts, ensure_ascii=False), title=title, text=text,
            words="\n".join([title, text, *kinds.typed_words(kind, facts)]),
            urgency=Urgency.URGENT if is_urgent else Urgency.NORMAL, urgent_because=because,
            happened_on=at.date(), author_id=visit[2] if visit else assignment.steward.user_id,
            steward_id=assignment.steward_id, from_visit_id=visit[0] if visit else None, created_at=at,
            client_id=uuid.UUID(int=self.rng.getrandbits(128), version=4), is_demo=True,
        )  # fmt: skip
        row.lead = self.people.district_leads[enterprise.service_district_id][0]
        row.near = self.units.get(enterprise.service_district_id) or self.units[None]
        row.aim = state or self._state(at)
        self.reports.append(row)

    def _state(self, at):
        """How far a report of that moment has come."""
        recent = at > self.clock.back(READ, 9)
        if recent and self.rng.random() < UNREAD:
            return S.SENT
        return S.PASSED_ON if self.rng.random() < PASSED_ON else S.ACKNOWLEDGED

    def _slots(self, at):
        rng, following = self.rng, at.date().replace(day=1) + timedelta(days=32)
        quarter = "一二三四"[(at.month - 1) // 3]
        return {
            "pct": rng.choice((5, 8, 12, 15, 18, 23, 30)), "amount": rng.choice((120, 200, 300, 480, 650, 800)),
            "small": rng.randint(3, 9), "area": rng.choice((800, 1200, 2600, 4000)), "quarter": f"{quarter}季度",
            "next": f"{following.month}月", "year": at.year, "city": rng.choice(self.said["cities"]),
            "day": (at.date() - timedelta(days=rng.randint(1, 12))).isoformat(),
            "ahead": (at.date() + timedelta(days=rng.randint(20, 90))).isoformat(),
        }  # fmt: skip

    def _copy(self):
        """Number the reports in the order of their writing, and copy each with its history and steps."""
        copier, begun = self.copier, []
        self.reports.sort(key=lambda row: row.created_at)
        for number, row in enumerate(self.reports, start=1):
            row.number = f"IR-{row.created_at.year}-{number:06d}"
            begun.append(type(row)(dict(row.__dict__)))
            self._log(row, "send", "", S.SENT, row.author_id, row.created_at)
            self._read(row)
        copier.rows(Report, self.reports)
        copier.history(Report, begun, at="created_at", by="author_id")
        read = [row for row in self.reports if row.state != S.SENT]
        copier.history(Report, read, at="acknowledged_at", by="acknowledged_by_id", kind="~")
        copier.rows(ReportLog, self.logs)
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('reports_number', %s, %s)", [max(len(begun), 1), bool(begun)])
        return len(begun)

    def _read(self, row):
        """Let the district lead read it, and pass it on, as far as it has come."""
        at = self.clock.after(row.created_at, self.rng.uniform(0.3, 3 if row.urgency == Urgency.URGENT else 14))
        if row.aim == S.SENT or at >= self.clock.now:
            return
        columns = row.__dict__
        columns |= {"state": row.aim, "acknowledged_at": at, "acknowledged_by_id": row.lead.pk}
        self._log(row, "acknowledge", S.SENT, S.ACKNOWLEDGED, row.lead.pk, at)
        if row.aim == S.PASSED_ON:
            unit = self._unit_for(row)
            note = self.rng.choice(self.said["notes"])
            self._log(row, "pass_on", S.ACKNOWLEDGED, S.PASSED_ON, row.lead.pk, at, unit, note)

    def _unit_for(self, row):
        """The demo handler's unit for the demo steward's enterprises, any of the district for the others."""
        handlers = self.people.handlers
        demo = self.people.demo["handler"].pk
        own = [unit for unit in row.near if any(one.pk == demo for one in handlers.get(unit.pk, ()))]
        return own[0] if own and row.enterprise_id in self.home else self.rng.choice(row.near)

    def _log(self, row, step, before, after, by, at, unit=None, note=""):
        self.logs.append(self.tables[ReportLog].row(
            report=row, step=step, state_from=before, state_to=after, by_id=by, at=at, unit=unit, comment=note,
            is_demo=True,
        ))  # fmt: skip


def fill(city, enterprises):
    """Write the reports of the demo city; returns how many."""
    return Reporting(city, enterprises).build()
