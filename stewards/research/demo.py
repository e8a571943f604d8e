"""Research visits of the demo city: past and to come, most of them recorded, some with a revisit that is due."""

import random
import uuid
from datetime import datetime, time, timedelta

from portal.common.workdays import SHANGHAI
from stewards.enums import Topic, VisitMode
from stewards.models import FollowUp, Visit

from .enums import ResearchState, StopState
from .models import ResearchStop, ResearchVisit

#: One research visit for so many enterprises, and how many there are at least besides those of the demo accounts.
ENTERPRISES_EACH, LEAST = 560, 4
#: The share that lies ahead, of past stops that nobody recorded yet, of recorded ones to which somebody returns.
AHEAD, UNRECORDED, REVISITED = 0.25, 0.06, 0.6
#: How many days ago the past ones were, and in how many days the coming ones are.
PAST, COMING = (4, 120), (2, 21)
LEADERS = ("周副区长", "郑副区长", "孟副主任", "潘副区长")
PURPOSES = (
    "了解重点企业年度生产经营情况和扩产需求",
    "调研先进制造业企业技术改造和设备更新",
    "了解企业用工、人才安居方面的困难",
    "调研总部型企业在沪布局和后续投资计划",
    "走访外资企业，听取营商环境意见建议",
    "了解专精特新企业融资需求和政策享受情况",
)
HEARD = (
    "企业订单总体平稳，明年计划扩建二期产线，希望提前对接用电、用水增容。",
    "研发投入保持增长，反映高层次人才落户和子女入学周期较长。",
    "海外订单有波动，正在开拓国内客户，希望参加产业链对接活动。",
    "现有厂房利用率已满，正在区内寻找一万平方米左右的扩产空间。",
    "流动资金偏紧，希望了解贴息贷款和担保政策。",
)
EXPLAINED = ("介绍了技术改造专项和申报时间。", "说明了人才引进政策和办理窗口。", "介绍了普惠金融产品和担保费补贴。", "")
PROMISED = (
    ("协调供电公司上门制定增容方案", "供电公司已上门，方案已送企业。"),
    ("汇总人才政策并安排专人对接", "已安排人才服务专员对接。"),
    ("推荐三处备选厂房", "已提供备选清单，企业看中其中一处。"),
    ("邀请企业参加下月产业链对接会", "企业已参加对接会。"),
)
#: The research visits of the demo steward's enterprises: (places in the list, days from today, whether recorded).
HOME = (((0, 3), 3, False), ((5,), -1, False), ((2,), -40, True))
#: In how many days the demo steward returns to the enterprise of the last of them.
HOME_REVISIT = 2


class Researching:
    """Builds research visits, stops, their records and promises for the open assignments of a city."""

    def __init__(self, city):
        self.city, self.tables, self.clock = city, city.tables, city.clock
        self.rng = random.Random(f"{city.seed}:research")  # noqa: S311 -- nothing here is a secret
        self.enterprises = {row.pk: row for row in city.registry.enterprises}
        self.open = [row for row in city.stewarding.assignments if row.ended_at is None]
        self.visits, self.stops, self.records, self.promises, self.company = [], [], [], [], []

    def build(self):
        """Write everything; returns the number of research visits."""
        for places, days, is_recorded in HOME:
            stops = [self.open[place] for place in places]
            self._plan(stops, days, is_recorded, leader=self.city.people.demo["leader"], revisit=HOME_REVISIT)
        for _number in range(max(LEAST, len(self.enterprises) // ENTERPRISES_EACH)):
            self._one()
        self._copy()
        return len(self.visits)

    def _one(self):
        rng = self.rng
        first = rng.choice(self.open[10:])
        unit = self.enterprises[first.enterprise_id].local_unit_id
        long_served = self.clock.now - timedelta(days=PAST[1] + 10)
        near = [
            row
            for row in self.open[10:]
            if self.enterprises[row.enterprise_id].local_unit_id == unit and row.started_at < long_served
        ]
        if not near:
            return
        stops = rng.sample(near, min(len(near), rng.randint(1, 3)))
        days = rng.randint(*COMING) if rng.random() < AHEAD else -rng.randint(*PAST)
        self._plan(stops, days, rng.random() >= UNRECORDED)

    def _day(self, days):
        """The working day ``days`` from today, or the next one before it in the past, after it in the future."""
        date = self.clock.now.date() + timedelta(days=days)
        while not self.clock.calendar.is_workday(date):
            date += timedelta(days=1 if days > 0 else -1)
        return date

    def _plan(self, assignments, days, is_recorded, leader=None, revisit=None):
        rng = self.rng
        date, hour = self._day(days), rng.choice((9, 10, 14))
        firm = self.enterprises[assignments[0].enterprise_id]
        district, planner = firm.service_district_id, self.city.people.district_leads[firm.service_district_id][0]
        begins = datetime.combine(date, time(hour), SHANGHAI)
        planned_at = min(begins, self.clock.now) - timedelta(days=rng.randint(3, 9))
        is_done = days < 0 and is_recorded
        row = self.tables[ResearchVisit].row(
            starts_at=begins, ends_at=begins + timedelta(hours=1 + len(assignments)), leader=leader,
            leader_name="" if leader else rng.choice(LEADERS),
            leader_office="" if leader else f"{self.city.bodies.leads[district].name.removesuffix('牵头部门')}",
            purpose=rng.choice(PURPOSES), meeting_point=f"{firm.name}大堂", planned_by=planner,
            unit=self.city.bodies.leads[district], uid=uuid.UUID(int=rng.getrandbits(128), version=4),
            state=ResearchState.DONE if is_done else ResearchState.PLANNED, created_at=planned_at,
            changed_at=planned_at, is_demo=True,
        )  # fmt: skip
        self.visits.append(row)
        self.company.append(self._companion(row, firm))
        for number, assignment in enumerate(assignments):
            at = begins + timedelta(minutes=10 + 60 * number)
            self._stop(row, assignment, at, is_done, revisit)

    def _companion(self, row, firm):
        through = ResearchVisit.companions.through
        return self.tables[through].row(researchvisit=row, user=self.city.people.general[firm.local_unit_id])

    def _stop(self, research_visit, assignment, at, is_done, revisit):
        enterprise = self.enterprises[assignment.enterprise_id]
        record = self._record(assignment, enterprise, at) if is_done else None
        returns = None
        if record and (revisit is not None or self.rng.random() < REVISITED):
            today = self.clock.now.date()
            returns = today + timedelta(days=revisit) if revisit is not None else at.date() + timedelta(days=45)
        stop = self.tables[ResearchStop].row(
            research_visit=research_visit, enterprise=enterprise, at=at, visit=record, revisit_on=returns,
            state=StopState.RECORDED if is_done else StopState.PLANNED, is_demo=True,
        )  # fmt: skip
        stop.planned_at, stop.planned_by_id = research_visit.created_at, research_visit.planned_by_id
        self.stops.append(stop)

    def _record(self, assignment, enterprise, at):
        rng = self.rng
        contact = self.city.registry.contact_of.get(enterprise.pk)
        record = self.tables[Visit].row(
            enterprise=enterprise, author=assignment.steward.user, steward_id=assignment.steward_id,
            mode=VisitMode.ON_SITE, happened_at=at, created_at=at + timedelta(hours=rng.randint(2, 5)),
            people=f"{contact.name}等" if contact else "企业负责人", topics=[Topic.OPERATION.value],
            heard=rng.choice(HEARD), explained=rng.choice(EXPLAINED), is_demo=True,
            client_id=uuid.UUID(int=rng.getrandbits(128), version=4),
        )  # fmt: skip
        self.records.append(record)
        if rng.random() < 0.5:
            self._promise(record, assignment.steward.user)
        return record

    def _promise(self, record, author):
        text, outcome = self.rng.choice(PROMISED)
        due_on = self.clock.calendar.add_workdays(record.happened_at.date(), self.rng.randint(5, 12))
        row = self.tables[FollowUp].row(
            visit=record, text=text, due_on=due_on, created_at=record.created_at, is_demo=True
        )  # fmt: skip
        row.author_id = author.pk
        if due_on < self.clock.now.date():
            row.done_at = datetime.combine(due_on, time(11, 30), SHANGHAI)
            row.done_by_id, row.outcome = author.pk, outcome
        self.promises.append(row)

    def _copy(self):
        copier = self.city.copier
        copier.with_history(Visit, self.records, at="created_at", by="author_id")
        begun = [
            type(row)({**row.__dict__, "done_at": None, "done_by_id": None, "outcome": ""}) for row in self.promises
        ]
        copier.rows(FollowUp, self.promises)
        copier.history(FollowUp, begun, at="created_at", by="author_id")
        done = [row for row in self.promises if row.done_at]
        copier.history(FollowUp, done, at="done_at", by="done_by_id", kind="~")
        copier.with_history(ResearchVisit, self.visits, at="created_at", by="planned_by_id")
        copier.with_history(ResearchStop, self.stops, at="planned_at", by="planned_by_id")
        copier.rows(ResearchVisit.companions.through, self.company)


def fill(city):
    """Give the city its research visits; returns their number."""
    return Researching(city).build()
