"""What the demo accounts find: cases set so that each of them has something due when the city is opened."""

from datetime import timedelta

from appeals.enums import Channel, Difficulty, MessageKind, Outcome, Reviewer, Satisfaction, Solved

from .content import draw, topics
from .course import OUTCOMES
from .registry import HOME, LISTED_TAG

#: How many accepted appeals wait at the desk.
QUEUE = 24
#: Topics that Pudong's commission of science, technology and economy answers for itself.
COMMISSION = ["subsidy_late", "srdi", "equipment_renewal", "loan_interest", "industrial_upgrading", "high_tech"]


class Stage:
    """Builds the cases of the demo accounts; times are working days before the day that is due next."""

    def __init__(self, office, caseload, people, enterprises, seed):
        self.office, self.caseload, self.clock = office, caseload, office.clock
        self.rng = draw(seed, "stage")
        self.topics = {topic.code: topic for topic in topics()}
        self.home = enterprises[: len(HOME)]
        pudong = [row for row in enterprises[len(HOME) :] if row.service_district_id == "310115"]
        self.pudong = [row for row in pudong if LISTED_TAG not in row.tags] or self.home[1:]
        self.contact, self.steward = people.demo["contact"], people.demo["steward"]
        self.dispatcher, self.handler = people.demo["dispatcher"], people.demo["handler"]
        self.desk, self.cases, self.told = office.bodies.desk, [], []

    def build(self):
        """Return the cases of the demo accounts."""
        self._power()
        self._unrated()
        self._to_complete()
        self._draft()
        self._past()
        self._to_review()
        self._on_behalf()
        self._commission()
        self._desk_work()
        return list(self.cases)

    # --- Steps that the cases share ----------------------------------------------------------------------------------
    def _open(self, enterprise, code, at, situation=0, **columns):
        topic = self.topics[code]
        case, words = self.caseload.case(enterprise, topic, at, situation=topic.cases[situation], **columns)
        self.cases.append(case)
        return case, words

    def _submit(self, enterprise, code, at, situation=0, **columns):
        case, words = self._open(enterprise, code, at - timedelta(minutes=12), situation, **columns)
        case.submit(at, by=case.columns["created_by"], reviewer=Reviewer.STEWARD)
        return case, words

    def _accept(self, case, at):
        steward = self.office.steward_of.get(case.enterprise.pk)
        if steward:
            case.accept(at, by=steward.user, unit=steward.unit, comment="情况属实，材料齐全，请受理。")
        else:
            case.take_over(at)
            case.accept(at, by=self.dispatcher, unit=self.desk)

    def _dispatch(self, case, at, lead, joint=(), difficulty=Difficulty.GENERAL):
        return case.dispatch(
            at, by=self.dispatcher, unit=self.desk, lead=lead, joint=joint, difficulty=difficulty,
            comment="请按承诺时限办理并答复企业。",
        )  # fmt: skip

    def _take_on(self, case, part, at, by=None):
        by = by or self.office.handlers[part.unit.pk][0]
        case.take_on(part, at, by=by)
        return by

    def _queued(self, days, code, situation=0, enterprise=None):
        """An accepted appeal that waits for dispatch; accepted ``days`` working days before the due day."""
        enterprise = enterprise or self.rng.choice(self.pudong)
        case, words = self._submit(enterprise, code, self.clock.back(days + 1, 10, self.rng.randint(0, 59)), situation)
        self._accept(case, self.clock.back(days, self.rng.randint(9, 16), self.rng.randint(5, 25)))
        return case, words

    def _in_handling(self, days, code, situation, *, hour=10):
        case, words = self._queued(days + 1, code, situation)
        lead = self.office.lead_for(self.topics[code], case.enterprise)
        part = self._dispatch(case, self.clock.back(days, hour, self.rng.randint(0, 40)), lead)[0]
        return case, words, part

    def _answer(self, case, words, part, at, outcome):
        outcome, text, clause = words.reply(OUTCOMES, outcome)
        case.reply(part, at, by=part.columns["owner"], text=text, outcome=Outcome(outcome), clause=clause)

    def _tell(self, username, event, title, case):
        self.told.append((username, event, title, case))

    # --- The contact's enterprise ------------------------------------------------------------------------------------
    def _power(self):
        """In handling, with a first contact that came a day late."""
        back, bodies, enterprise = self.clock.back, self.office.bodies, self.home[0]
        text = (
            "二期厂房上月竣工，现有变压器容量800千伏安，不够新产线使用。两个月前申请增容，至今没有送电时间。"
            "首批设备即将进场，延误一天损失约18万元。请帮助协调确定送电日期。"
        )
        case, words = self._submit(
            enterprise, "power_capacity", back(9, 10, 12), 1,
            title="二期厂房用电增容未完成，影响下月设备进场", text=text,
        )  # fmt: skip
        self._accept(case, back(9, 15, 40))
        lead_unit, power = bodies.leads["310115"], bodies.institutions["310115", "power"]
        lead, joint = self._dispatch(case, back(8, 9, 5), lead_unit, [power], Difficulty.DIFFICULT)
        case.take_on(lead, back(8, 10, 30), by=self.handler)
        supplier = self._take_on(case, joint, back(8, 11, 20))
        case.contact(joint, back(7, 10, 15), by=supplier, text=words.contact(self.contact))
        case.contact(
            lead,
            back(6, 16, 20),
            by=self.handler,
            text="已与联系人周启明通话7分钟，核对了设备进场时间，约定现场复核外线通道。",
        )
        case.say(
            MessageKind.SUPPLEMENT, back(5, 16, 40), self.contact, "已补充用电负荷计算和设备进场计划，原件可随时查验。"
        )
        case.reply(
            joint, back(3, 14, 10), by=supplier, outcome=Outcome.SOLVED,
            text="现场勘查已完成，从环网柜新敷10千伏电缆420米，增容1,600千伏安，停电窗口排在夜间，不影响白班生产。",
        )  # fmt: skip
        case.say(MessageKind.NOTE, back(3, 15, 0), self.handler, "还差镇里的临时掘路意见，已请镇建管部门加快。", lead)
        case.progress(
            lead, back(2, 11, 30), by=self.handler,
            text="外线通道已复核，供电方案已定。还差一份镇里的临时掘路意见，拿到后即可确定送电日期。",
        )  # fmt: skip

    def _unrated(self):
        """Replied, waits for the rating."""
        case, words = self._submit(self.home[0], "foreign_permit", self.clock.back(8, 14, 20), 0)
        self._accept(case, self.clock.back(8, 16, 5))
        hrss = self.office.bodies.regional["310115", "hrss"]
        part = self._dispatch(case, self.clock.back(7, 9, 40), hrss)[0]
        by = self._take_on(case, part, self.clock.back(7, 11, 0))
        case.contact(part, self.clock.back(7, 14, 30), by=by, text=words.contact(self.contact))
        self._answer(case, words, part, self.clock.back(3, 14, 0), Outcome.SOLVED)
        self._tell("contact", "appeal_replied", "已答复，请评价：{}", case)
        self._tell("steward", "appeal_replied", "已答复：{}", case)

    def _to_complete(self):
        case, _words = self._submit(self.home[0], "rd_deduction", self.clock.back(2, 16, 40), 2)
        case.return_for_completion(
            self.clock.back(1, 10, 15), by=self.steward, unit=self.office.bodies.local[self.home[0].operating_town_id],
            comment="请补充少归集的费用属于哪一年度、哪几个研发项目，便于税务部门核对。",
        )  # fmt: skip
        self._tell("contact", "appeal_returned", "请补充：{}", case)

    def _draft(self):
        self._open(self.home[0], "green_power", self.clock.back(1, 17, 5), 0)

    def _past(self):
        """What the enterprise asked earlier in the year: two rated, one in silence."""
        for days, code, level in (
            (64, "talent_apartment", 5),
            (38, "customs_special", 4),
            (97, "equipment_renewal", None),
        ):
            case, words = self._submit(self.home[0], code, self.clock.back(days, 10, 20), 0)
            self._accept(case, self.clock.back(days, 15, 10))
            lead = self.office.lead_for(self.topics[code], case.enterprise)
            part = self._dispatch(case, self.clock.back(days - 1, 9, 30), lead)[0]
            by = self._take_on(case, part, self.clock.back(days - 1, 10, 45))
            case.contact(part, self.clock.back(days - 1, 15, 20), by=by, text=words.contact(self.contact))
            self._answer(case, words, part, self.clock.back(days - 5, 15, 45), Outcome.SOLVED)
            if level:
                at = self.clock.back(days - 6, 9, 50)
                answer = (part, Satisfaction(level).value, Solved.YES, "经办人主动联系，说得清楚。")
                case.rate(at, by=self.contact, answers=[answer])
            else:
                due = next(row["due_at"] for row in case.promises if row["kind"] == "rating")
                case.close_unrated(due + timedelta(minutes=5))

    # --- The steward -------------------------------------------------------------------------------------------------
    def _to_review(self):
        """Three submissions: two fall due on the due day, one a day later."""
        # Sent after office hours, it counts from the next working day.
        evening = min(self.clock.back(1, 17, 42), self.clock.now.replace(microsecond=0) - timedelta(minutes=2))
        plan = [(2, "high_tech", 0, self.clock.back(1, 10, 20)), (0, "bus_line", 1, self.clock.back(1, 14, 35)),
                (3, "power_outage", 1, evening)]  # fmt: skip
        for place, code, situation, at in plan:
            case, _words = self._submit(self.home[place], code, at, situation)
            self._tell("steward", "appeal_submitted", "待审核：{}", case)

    def _on_behalf(self):
        case, _words = self._open(
            self.home[5], "food_licence", self.clock.back(1, 11, 0), 1, by=self.steward, channel=Channel.STEWARD
        )
        case.submit(
            self.clock.back(1, 11, 12), by=self.steward, reviewer=Reviewer.DESK,
            unit=self.office.bodies.local[self.home[5].operating_town_id],
        )  # fmt: skip
        case.accept(self.clock.back(1, 14, 5), by=self.dispatcher, unit=self.desk)

    # --- The handler's unit ------------------------------------------------------------------------------------------
    def _commission(self):
        """New ones to take on, first contacts and final replies due, one over its time."""
        for number, hour in enumerate((9, 14, 16)):
            case, _words, _part = self._in_handling(1, COMMISSION[number], 0, hour=hour)
            self._tell("handler", "appeal_dispatched", "新派单：{}", case)
        for number in (3, 4):
            case, _words, part = self._in_handling(1, COMMISSION[number], 1, hour=9)
            self._take_on(case, part, self.clock.back(1, 11, 20 + number), by=self.handler)
        for days, number in ((5, 5), (5, 0), (4, 1), (7, 2)):
            case, words, part = self._in_handling(days, COMMISSION[number], 1)
            self._take_on(case, part, self.clock.back(days, 11, 30), by=self.handler)
            person = self.office.contact_of[case.enterprise.pk]
            case.contact(part, self.clock.back(days, 15, 40), by=self.handler, text=words.contact(person))
            if days > 4:
                case.progress(part, self.clock.back(2, 10, 10), by=self.handler, text=words.phrase("progress"))

    # --- The desk ----------------------------------------------------------------------------------------------------
    def _desk_work(self):
        """One dispatch over its time, one case that two units gave back, two that the demo dispatcher claimed."""
        self._queued(2, "tender", 0)
        case, words, first = self._in_handling(3, "lorry_pass", 0)
        transport = self.office.bodies.regional["310115", "transport"]
        by = self.office.handlers[first.unit.pk][0]
        basis = words.phrase("return_basis", unit=transport.name)
        case.return_to_desk(first, self.clock.back(3, 15, 20), by=by, basis=basis, proposed=transport)
        second = self._dispatch(case, self.clock.back(2, 10, 10), transport)[0]
        by = self.office.handlers[transport.pk][0]
        basis = words.phrase("return_basis", unit=first.unit.name)
        case.return_to_desk(second, self.clock.back(1, 11, 0), by=by, basis=basis, proposed=first.unit)
        self._tell("dispatcher", "handling_returned", "单位退回：{}", case)
        for code in ("customs_special", "dormitory"):
            case, _words = self._queued(1, code, 0)
            case.claim(self.dispatcher)

    def queue(self, missing):
        """Let ``missing`` more accepted appeals wait at the desk; they were accepted on the last working day."""
        known = [code for code, topic in self.topics.items() if topic.category != "finance.arrears"]
        before = len(self.cases)
        for code in self.rng.sample(known, min(max(missing, 0), len(known))):
            self._queued(1, code, self.rng.randrange(3))
        return self.cases[before:]
