"""Visits of the demo city: what stewards heard and explained in the past year, and what they promised."""

import uuid
from datetime import datetime, time, timedelta

from portal.common.workdays import SHANGHAI
from stewards.enums import Topic, VisitMode
from stewards.models import CheckIn, FollowUp, Visit

from .checking_in import CheckingIn
from .content import draw, equipment_for, read
from .copying import Row
from .registry import LISTED_TAG
from .wording import day

#: The share of served enterprises of which nobody wrote anything, and of those whose last contact is too long ago.
NEVER, LAPSED = 0.025, 0.055
#: How many days ago the last contact was: within the cadence of a quarter, and beyond it.
RECENT, OLD = (1, 87), (92, 190)
#: Days between two contacts of one enterprise.
GAPS = (30, 95)
#: The share of visits in which something was promised, of past promises that are open still, of coming ones done early.
PROMISED, FORGOTTEN, EARLY = 0.14, 0.015, 0.3
MODES = [[VisitMode.ON_SITE, VisitMode.PHONE, VisitMode.MEETING, VisitMode.MESSAGE], [46, 30, 12, 12]]
#: Days since the last contact of the demo steward's enterprises: one is too late, one is nearly due.
HOME_DAYS = [6, 97, 34, 84, 12, 51, 20, 68]
#: Working days from now until which the demo steward promised something, in the first visits of the list above.
HOME_DUE = {0: 0, 2: -2, 4: 4}
#: So many visits are in memory at a time.
CHUNK = 4000


class Visiting:
    """Builds and copies visits and follow-ups for the open assignments, the demo steward's first."""

    def __init__(self, tables, copier, clock, people, registry, stewarding, seed):
        self.tables, self.copier, self.clock = tables, copier, clock
        self.people, self.contact_of = people, registry.contact_of
        self.enterprises = {row.pk: row for row in registry.enterprises}
        self.open = [row for row in stewarding.assignments if row.ended_at is None]
        users = {row.pk: row for row in people.users}
        self.helper = {row.steward_id: users[row.user_id] for row in stewarding.liaisons}
        self.rng = draw(seed, "visits")
        self.words, self.positions = read("visits"), read("names")["positions"]
        self.topics = [Topic(code) for code in self.words["topics"]]
        self.checking_in = CheckingIn(tables, clock, seed)
        self.visits, self.promises, self.check_ins = [], [], []
        self._plan_days()

    def _plan_days(self):
        """The next working day of every day from 500 days ago to yesterday: the last ones go back instead."""
        today, calendar = self.clock.now.date(), self.clock.calendar
        self.day_back, following = {}, None
        for back in range(1, 500):
            date = today - timedelta(days=back)
            following = date if calendar.is_workday(date) else following
            self.day_back[back] = following
        first = next(date for date in self.day_back.values() if date)
        self.day_back = {back: date or first for back, date in self.day_back.items()}

    def build(self):
        """Write everything; returns the number of visits."""
        count = 0
        for place, row in enumerate(self.open):
            home = place if place < len(HOME_DAYS) else None
            self._of(row, self.enterprises[row.enterprise_id], home)
            if len(self.visits) >= CHUNK:
                count += self._copy()
        return count + self._copy()

    def _of(self, assignment, enterprise, home):
        rng = self.rng
        drawn = rng.random()
        if home is None and drawn < NEVER:
            return
        back = rng.randint(*(OLD if drawn < NEVER + LAPSED else RECENT)) if home is None else HOME_DAYS[home]
        days = [back]
        for _earlier in range(rng.choices((0, 1, 2), (46, 34, 20))[0]):
            days.append(days[-1] + rng.randint(*GAPS))
        for number, ago in enumerate(reversed(days), start=1):
            due = HOME_DUE.get(home) if number == len(days) else None
            self._visit(assignment, enterprise, self.day_back[ago], due)

    def _visit(self, assignment, enterprise, date, due):
        rng = self.rng
        at = datetime.combine(date, time(rng.randint(9, 16), rng.choice((0, 10, 20, 30, 40))), SHANGHAI)
        is_listed = LISTED_TAG in enterprise.tags
        author = self._author(assignment)
        if assignment is self.open[0]:  # the demo liaison officer went there
            author = self.people.demo["liaison"]
        topics, words = self._said(enterprise, date) if not is_listed else ([Topic.OTHER], self.words["listed"])
        visit = self.tables[Visit].row(
            enterprise=enterprise, author=author, steward_id=assignment.steward_id,
            topics=[row.value for row in topics],
            mode=VisitMode.MESSAGE if is_listed else rng.choices(*MODES)[0], happened_at=at,
            created_at=at + timedelta(minutes=rng.randint(15, 95)), is_demo=True,
            client_id=uuid.UUID(int=rng.getrandbits(128), version=4), **words,
        )  # fmt: skip
        self.visits.append(visit)
        if check_in := self.checking_in.of(visit, enterprise):
            self.check_ins.append(check_in)
        if due is not None or (not is_listed and rng.random() < PROMISED):
            self._promise(visit, topics[-1], author, due)

    def _author(self, assignment):
        """Mostly the steward, often the liaison officer where there is one, seldom the general steward."""
        steward, drawn = assignment.steward, self.rng.random()
        if drawn < 0.35 and assignment.steward_id in self.helper:
            return self.helper[assignment.steward_id]
        return self.people.general[steward.unit_id] if drawn > 0.97 else steward.user

    def _said(self, enterprise, date):
        """Return the topics and what the record says of them: how business goes, and one matter beside it."""
        rng, words = self.rng, self.words
        industry = enterprise.industry_id or "*"
        topic = rng.choice(self.topics)
        slots = self._slots(industry, date)
        business = words["operation"].get(industry[0], words["operation"]["*"])
        matter = words["topics"][topic.value]
        topics, heard = [topic], rng.choice(matter["heard"])
        if rng.random() < 0.7:
            topics, heard = [Topic.OPERATION, topic], rng.choice(business) + heard
        explained = rng.choice(matter["explained"]) if rng.random() < 0.8 else ""
        contact = self.contact_of.get(enterprise.pk)
        who = f"{contact.name}（{rng.choice(self.positions)}）" if contact else rng.choice(self.positions)
        return topics, {"people": who, "heard": heard.format_map(slots), "explained": explained}

    def _slots(self, industry, date):
        rng = self.rng
        following, before = date.replace(day=1) + timedelta(days=32), date.replace(day=1) - timedelta(days=2)
        return {
            "equip": rng.choice(equipment_for(industry)), "small": rng.randint(2, 9), "days": rng.randint(18, 75),
            "amount": rng.choice((120, 200, 300, 480, 650, 800)), "rate": rng.choice((5, 8, 10, 15)),
            "rate2": rng.randint(68, 95), "n": rng.randint(12, 160), "area": rng.choice((400, 800, 1200, 2600)),
            "kva": rng.choice((400, 630, 1000, 1600)), "month": f"{before.month}月", "next": f"{following.month}月",
            "date": day(date + timedelta(days=rng.randint(18, 45))),
        }  # fmt: skip

    def _promise(self, visit, topic, author, due):
        """What was promised; ``due`` sets an open one at so many working days from now."""
        rng, calendar, today = self.rng, self.clock.calendar, self.clock.now.date()
        matter = self.words["topics"].get(topic.value) or self.words["topics"]["other"]
        text, outcome = rng.choice(matter["promised"])
        if due is not None:
            due_on = calendar.add_workdays(self.clock.due_day, due)
        else:
            due_on = calendar.add_workdays(visit.happened_at.date(), rng.randint(3, 15))
        row = self.tables[FollowUp].row(
            visit=visit, text=text, due_on=due_on, created_at=visit.created_at, is_demo=True
        )  # fmt: skip
        row.author_id = author.pk
        drawn, last = rng.random(), min(due_on, today - timedelta(days=1))
        span = (last - visit.happened_at.date()).days
        is_done = drawn >= FORGOTTEN if due_on < today else drawn < EARLY
        if due is None and is_done and span > 0:
            back = (today - last).days + rng.randint(0, span - 1)
            done_on = self.day_back[back]
            if visit.happened_at.date() < done_on:
                row.done_at = datetime.combine(done_on, time(rng.randint(9, 16), rng.randint(0, 59)), SHANGHAI)
                row.done_by_id, row.outcome = author.pk, outcome
        self.promises.append(row)

    def _copy(self):
        copier, visits, promises = self.copier, self.visits, self.promises
        copier.with_history(Visit, visits, at="created_at", by="author_id")
        begun = [Row({**row.__dict__, "done_at": None, "done_by_id": None, "outcome": ""}) for row in promises]
        done = [row for row in promises if row.done_at]
        copier.rows(FollowUp, promises)
        copier.history(FollowUp, begun, at="created_at", by="author_id")
        copier.history(FollowUp, done, at="done_at", by="done_by_id", kind="~")
        copier.rows(CheckIn, self.check_ins)
        self.visits, self.promises, self.check_ins = [], [], []
        return len(visits)
