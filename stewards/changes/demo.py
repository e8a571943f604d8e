"""Proposals of the demo city: what waits, what was decided, and the hand-overs behind the stewards' past changes."""

from datetime import datetime, time, timedelta

from enterprises.enums import Level
from portal.common.workdays import SHANGHAI

from .enums import Kind, State
from .models import Proposal

#: So many proposals stand in each state at the size of the whole city; smaller cities have fewer.
EACH = 60
REASONS = {
    Kind.LEVEL: ["企业年度产值达到上一级标准，申请调整级别", "经核对名册，级别与实际不符，申请更正"],
    Kind.REASSIGN: ["现管家服务企业较多，申请均衡服务力量", "管家岗位调整，按交接要求更换", "企业经营地就近服务"],
    Kind.REMOVE: ["企业主要业务已迁出本市，不再符合重点企业条件", "企业已停止经营，申请移出名册"],
    Kind.MOVE: ["企业经营地址变更，申请移交所在街镇服务", "企业新厂房启用，由所在地单位服务更便利"],
}
KINDS = [[Kind.LEVEL, Kind.REASSIGN, Kind.REMOVE, Kind.MOVE], [30, 40, 12, 18]]
DECISIONS = {
    State.APPROVED: ["材料齐全，同意", "情况属实，同意按申请办理"],
    State.REFUSED: ["材料不足，请补充企业情况说明", "现有管家服务正常，暂不调整", "级别调整须待年度名册更新"],
}


class Changing:
    """Builds proposals from the assignments of ``city``, which brings its tables, copier, clock and people."""

    def __init__(self, city, rng):
        self.city, self.rng = city, rng
        self.enterprises = {row.pk: row for row in city.registry.enterprises}
        self.stewards = {row.pk: row for row in city.stewarding.stewards}
        self.units = {row.pk: row for row in city.bodies.local.values()}
        self.mates = {}
        for row in city.stewarding.stewards:
            if row.ended_on is None:
                self.mates.setdefault(row.unit_id, []).append(row)
        self.rows = []

    def build(self):
        """Write everything; returns the number of proposals."""
        served = [row for row in self.city.stewarding.assignments if row.ended_at is None]
        number = min(EACH, max(4, len(self.stewards) // 8))
        chosen = self.rng.sample(served[len(served) // 50 :], min(len(served) // 2, 3 * number))
        self.rng.shuffle(chosen)
        states = [State.PROPOSED, State.REFUSED, State.WITHDRAWN]
        for place, assignment in enumerate(chosen):
            self._of(assignment, states[place % 3])
        self._past(number)
        first = [self._before(row) for row in self.rows]
        self.city.copier.rows(Proposal, self.rows)
        self.city.copier.history(Proposal, first, at="created_at", by="proposed_by_id")
        decided = [row for row in self.rows if row.decided_at]
        self.city.copier.history(Proposal, decided, at="decided_at", by="decided_by_id", kind="~")
        return len(self.rows)

    @staticmethod
    def _before(row):
        blank = {"state": State.PROPOSED.value, "decided_at": None, "decided_by_id": None, "decision": "",
                 "applied_at": None}  # fmt: skip
        return type(row)({**row.__dict__, **blank})

    def _of(self, assignment, state):
        """One proposal about an enterprise that is served today."""
        firm, steward = self.enterprises[assignment.enterprise_id], self.stewards[assignment.steward_id]
        unit = self.units.get(firm.local_unit_id)
        kind = self.rng.choices(*KINDS)[0]
        facts = self._facts(kind, firm, steward, unit) if unit else None
        if facts:
            back = self.rng.randint(2, 9) if state == State.PROPOSED else self.rng.randint(12, 80)
            self._row(kind, unit, firm, self._day(back), state, **facts)

    def _facts(self, kind, firm, steward, unit):
        if kind == Kind.LEVEL:
            return {"level": self.rng.choice([level.value for level in Level if level != firm.level])}
        if kind == Kind.REASSIGN:
            mates = [one for one in self.mates.get(unit.pk, []) if one is not steward]
            return {"from_steward": steward, "to_steward": self.rng.choice(mates)} if mates else None
        if kind == Kind.MOVE:
            near = [one for one in self.units.values() if one.district_id == unit.district_id and one is not unit]
            return {"from_steward": steward, "to_unit": self.rng.choice(near)} if near else None
        return {"from_steward": steward}

    def _past(self, number):
        """The latest changes of stewards that the city knows, as proposals that were approved then."""
        following = {row.enterprise_id: row for row in self.city.stewarding.assignments if row.ended_at is None}
        ended = [row for row in self.city.stewarding.assignments if row.ended_at and row.enterprise_id in following]
        seen = set()
        for row in sorted(ended, key=lambda one: (one.ended_at, one.pk), reverse=True):
            firm = self.enterprises[row.enterprise_id]
            unit, taker = self.units.get(firm.local_unit_id), self.stewards[following[firm.pk].steward_id]
            if unit and firm.pk not in seen and len(seen) < number:
                seen.add(firm.pk)
                facts = {"from_steward": self.stewards[row.steward_id], "to_steward": taker}
                self._row(Kind.REASSIGN, unit, firm, row.ended_at - timedelta(days=3), State.APPROVED,
                          decided=row.ended_at, **facts)  # fmt: skip

    def _day(self, back):
        day = self.city.clock.calendar.add_workdays(self.city.clock.due_day, -back)
        return datetime.combine(day, time(self.rng.randint(9, 16), self.rng.randint(0, 59)), SHANGHAI)

    def _row(self, kind, unit, firm, created, state, *, decided=None, **facts):
        general, lead = self.city.people.general[unit.pk], self.city.people.district_leads[unit.district_id][0]
        if state != State.PROPOSED:
            by = general if state == State.WITHDRAWN else lead
            decided = decided or created + timedelta(days=self.rng.randint(1, 4), minutes=self.rng.randint(5, 50))
            facts |= {"decided_by": by, "decided_at": decided, "decision": self._decision(state)}
            facts["applied_at"] = decided if state == State.APPROVED else None
        row = self.city.tables[Proposal].row(
            kind=kind.value, unit=unit, enterprise=firm, reason=self.rng.choice(REASONS[kind]), proposed_by=general,
            created_at=created, effective_on=(decided or created).date(), state=state.value, is_demo=True, **facts,
        )  # fmt: skip
        self.rows.append(row)

    def _decision(self, state):
        return self.rng.choice(DECISIONS[state]) if state in DECISIONS else ""
