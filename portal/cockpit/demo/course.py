"""How one appeal goes in the demo city: forward from its first word, until it ends or the present is reached."""

from datetime import timedelta

from appeals.enums import (
    AppealState,
    Channel,
    Difficulty,
    MessageKind,
    Outcome,
    PromiseKind,
    Reviewer,
    Solved,
)
from portal.common import workdays

#: How often a reply has an outcome, where the situation offers it.
OUTCOMES = {
    Outcome.SOLVED: 5, Outcome.PARTLY: 2.2, Outcome.EXPLAINED: 1.6, Outcome.CANNOT: 0.8, Outcome.RULE_CHANGE: 0.6,
}  # fmt: skip
#: Weights of the levels 5 to 1 by outcome.
LEVELS = {
    Outcome.SOLVED: [52, 36, 8, 3, 1], Outcome.PARTLY: [20, 46, 20, 10, 4], Outcome.EXPLAINED: [22, 42, 19, 12, 5],
    Outcome.CANNOT: [9, 30, 26, 22, 13], Outcome.RULE_CHANGE: [14, 38, 26, 15, 7],
}  # fmt: skip
ANSWERED = 0.6
SHARES = {
    "late_review": 0.08, "late_dispatch": 0.06, "late_take_on": 0.06, "late_contact": 0.1, "late_reply": 0.14,
    "incomplete": 0.07, "declined": 0.02, "withdrawn": 0.025, "not_ours": 0.05, "recalled": 0.004, "joint": 0.16,
    "progress": 0.42, "note": 0.26, "supplement": 0.1, "new_owner": 0.25, "claimed": 0.35,
}  # fmt: skip


class Later(Exception):
    """The next step lies in the future: the case stands where it is."""


class Course:
    """Plays one case; ``office`` knows the bodies, the people and the clock."""

    def __init__(self, office, case, topic, wording, rng):
        self.office, self.case, self.topic, self.words, self.rng = office, case, topic, wording, rng
        self.clock = office.clock
        self.at = case.columns["created_at"]
        self.contact = office.contact_of[case.enterprise.pk]
        self.steward = office.steward_of.get(case.enterprise.pk)
        self.dispatcher = rng.choice(office.dispatchers)

    def play(self):
        """Take every step up to the present."""
        try:
            self._intake()
            self._handling()
            self._aftermath()
        except Later:
            if self.case.current == AppealState.ACCEPTED and self._happens("claimed"):
                self.case.claim(self.dispatcher)

    def _happens(self, what):
        return self.rng.random() < SHARES[what]

    def _to(self, moment):
        if moment >= self.clock.now:
            raise Later
        self.at = moment
        return moment

    def _work(self, low, high):
        """Go on some hours of office time."""
        return self._to(self.clock.after(self.at, self.rng.uniform(low, high)))

    def _towards(self, kind, part=None, *, late, ahead=(2.2, 2.4)):
        """Return when a promise is met: mostly before it falls due, sometimes (``late``) some hours after."""
        promise = self.case.running(kind, part)
        hours = self.clock.hours_until(self.at, promise["due_at"])
        if self._happens(late):
            return self.clock.after(promise["due_at"], self.rng.expovariate(1 / 9) + 0.2)
        share = 0.04 + 0.92 * self.rng.betavariate(*ahead)
        return min(self.clock.after(self.at, hours * share), promise["due_at"] - timedelta(minutes=3))

    # --- Intake ------------------------------------------------------------------------------------------------------
    def _intake(self):
        case, author = self.case, self.case.columns["created_by"]
        on_behalf = case.columns["channel"] == Channel.STEWARD
        straight = case.columns["channel"] != Channel.PORTAL or self.steward is None or self.rng.random() < 0.06
        # What an enterprise writes in the evening is sent in the evening; officials keep office hours.
        sent = self.at + timedelta(minutes=self.rng.randint(4, 40))
        sent = self.clock.opening(sent) if case.columns["channel"] != Channel.PORTAL else sent
        case.submit(
            self._to(sent), by=author, unit=self.steward.unit if on_behalf else None,
            reviewer=Reviewer.DESK if straight else Reviewer.STEWARD,
        )  # fmt: skip
        self._leave("withdrawn", 0.25)
        self._review()
        if self._happens("declined"):
            reason, advice = self.rng.choice(self.words.phrases["decline"])
            case.decline(
                self._work(0.5, 5), by=self.dispatcher, unit=self.office.bodies.desk, reason=reason, advice=advice
            )
            raise Later

    def _review(self):
        """The steward reviews, or the desk: at once when it is the desk's, and when the steward is late."""
        case = self.case
        while True:
            reviewed = self._towards(PromiseKind.REVIEW, late="late_review", ahead=(1.3, 2.6))
            due = case.running(PromiseKind.REVIEW)["due_at"]
            if case.columns["reviewer"] == Reviewer.STEWARD and reviewed > due:
                case.take_over(self._to(due + timedelta(minutes=self.rng.randint(2, 9))))
                reviewed = self.clock.after(self.at, self.rng.uniform(0.5, 5))
            at_desk = case.columns["reviewer"] == Reviewer.DESK
            by = self.dispatcher if at_desk else self.steward.user
            unit = self.office.bodies.desk if at_desk else self.steward.unit
            self._to(reviewed)
            if case.logs[-1]["step"] == "resubmit" or not self._happens("incomplete"):
                case.accept(self.at, by=by, unit=unit, comment=self.words.phrase("accept"))
                return
            case.return_for_completion(self.at, by=by, unit=unit, comment=self.words.phrase("return_for_completion"))
            author = case.columns["created_by"]
            if self.rng.random() < 0.1:
                case.withdraw(self._work(60, 110), by=self.contact, reason=self.words.phrase("withdraw"))
                raise Later
            case.resubmit(self._work(3, 26), by=author, comment=self.words.phrase("resubmit"))

    def _leave(self, what, share):
        """Now and then an enterprise takes its appeal back at this point."""
        if self._happens(what) and self.rng.random() < share:
            self.case.withdraw(self._work(0.3, 3), by=self.contact, reason=self.words.phrase("withdraw"))
            raise Later

    # --- Handling ----------------------------------------------------------------------------------------------------
    def _dispatch(self, lead, joint=()):
        is_difficult = self.rng.random() < self.topic.difficult
        at = self._towards(PromiseKind.DISPATCH, late="late_dispatch", ahead=(1.6, 2.2))
        at = min(at, self.clock.after(self.at, 16)) if self.topic.category == "finance.arrears" else at
        return self.case.dispatch(
            self._to(at), by=self.dispatcher, unit=self.office.bodies.desk, lead=lead, joint=joint,
            difficulty=Difficulty.DIFFICULT if is_difficult else Difficulty.GENERAL,
            comment=self.words.phrase("dispatch_joint" if joint else "dispatch"),
        )  # fmt: skip

    def _handling(self):
        right = self.office.lead_for(self.topic, self.case.enterprise)
        wrong = self.office.another(self.topic, self.case.enterprise, right, self.rng)
        if wrong and self._happens("not_ours"):
            self._return(wrong, right)
            if self.rng.random() < 0.12:
                self._return(right, wrong)
        joint = []
        if self._happens("joint") or (self.topic.difficult > 0.3 and self._happens("joint")):
            joint = self.office.joint_for(self.topic, self.case.enterprise, right, self.rng)
        parts = self._dispatch(right, joint)
        if self._happens("recalled"):
            desk = self.office.bodies.desk
            self.case.recall(
                parts[0], self._work(1, 4), by=self.dispatcher, unit=desk, reason=self.words.phrase("recall")
            )
            parts = [*self._dispatch(right), *parts[1:]]
        self._leave("withdrawn", 0.5)
        self._begin(parts)
        self._finish(parts)

    def _return(self, body, proposed):
        part = self._dispatch(body)[0]
        basis = self.words.phrase("return_basis", unit=proposed.name)
        by = self.rng.choice(self.office.handlers[body.pk])
        due = self.case.running(PromiseKind.TAKE_ON, part)["due_at"]
        moment = min(self.clock.after(self.at, self.rng.uniform(0.5, 6)), due - timedelta(minutes=5))
        self.case.return_to_desk(part, self._to(moment), by=by, basis=basis, proposed=proposed)

    def _begin(self, parts):
        """Every unit takes the case on and contacts the enterprise, in the order in which it happens."""
        started, plans = self.at, []
        for number, part in enumerate(parts):
            self.at = started
            accepted = self._towards(PromiseKind.TAKE_ON, part, late="late_take_on", ahead=(1.3, 3.2))
            plans.append((accepted, number, "take_on"))
            self.at = accepted
            met = self._towards(PromiseKind.FIRST_CONTACT, part, late="late_contact", ahead=(1.6, 2.4))
            plans.append((max(met, self.clock.after(accepted, 0.05)), number, "contact"))
        self.at = started
        owners = {}
        for moment, number, what in sorted(plans):
            part = parts[number]
            staff = self.office.handlers[part.unit.pk]
            if what == "contact":
                self.case.contact(part, self._to(moment), by=owners[number], text=self.words.contact(self.contact))
                continue
            by = owners[number] = self.rng.choice(staff)
            self.case.take_on(part, self._to(moment), by=by)
            if len(staff) > 1 and self._happens("new_owner"):
                owners[number] = self.rng.choice([person for person in staff if person != by])
                self.case.set_owner(part, self.at, by=by, owner=owners[number])

    def _finish(self, parts):
        """Joint units give their part first; the lead unit replies last."""
        lead = parts[0]
        end = self._towards(PromiseKind.FINAL_REPLY, lead, late="late_reply", ahead=(3.2, 1.9))
        end = max(end, self.clock.after(self.at, 0.4))
        steps = [(0.2 + 0.55 * self.rng.random(), "joint", part) for part in parts[1:] if part.is_live]
        steps += [
            (0.1 + 0.7 * self.rng.random(), what, lead)
            for what in ("note", "supplement", "progress") if self._happens(what)
        ]  # fmt: skip
        hours = self.clock.hours_until(self.at, end)
        steps += [
            (min(0.6, 30 / max(hours, 1)) * (0.5 + 0.5 * self.rng.random()), "progress", part)
            for part in parts if part.is_live and self.case.running(PromiseKind.INTERIM_REPLY, part)
        ]  # fmt: skip
        began = self.at
        for share, what, part in sorted(steps, key=lambda step: step[0]):
            self._to(max(min(self.clock.after(began, hours * share), end - timedelta(minutes=4)), self.at))
            self._between(what, part)
        self._miss(lead, end)
        self._answer(lead, max(end, self.clock.after(self.at, 0.05)))

    def _miss(self, lead, end):
        """A unit that will be late sets the next date when the promised one has passed."""
        promise = self.case.running(PromiseKind.FINAL_REPLY, lead)
        if promise and end > promise["due_at"]:
            moment = max(self.clock.after(promise["due_at"], 0.5 + self.rng.random()), self.at)
            day = max(end, moment + timedelta(days=1)).astimezone(workdays.SHANGHAI).date()
            day = day if workdays.is_workday(day) else workdays.add_workdays(day, 1)
            owner = lead.columns["owner"]
            self.case.set_next_date(lead, self._to(moment), day, by=owner, reason=self.words.phrase("next_date"))

    def _between(self, what, part):
        case, words, owner = self.case, self.words, part.columns["owner"]
        situation = words.situation
        if what == "joint":
            text = words.phrase("joint_replies")
            case.reply(part, self.at, by=owner, text=text, outcome=Outcome.SOLVED)
        elif what == "note":
            case.say(MessageKind.NOTE, self.at, owner, words.own_or(situation.notes, "notes"), part)
        elif what == "supplement":
            case.say(MessageKind.SUPPLEMENT, self.at, self.contact, words.phrase("supplements"))
        else:
            case.progress(part, self.at, by=owner, text=words.own_or(situation.progress, "progress"))

    def _answer(self, lead, moment):
        outcome, text, clause = self.words.reply(OUTCOMES)
        self.case.reply(
            lead, self._to(moment), by=lead.columns["owner"], text=text, outcome=Outcome(outcome), clause=clause
        )

    # --- What the enterprise says ------------------------------------------------------------------------------------
    def _aftermath(self):
        again = 0
        while self._judge() and again < 2:
            again += 1
            reason = self.words.phrase("reopen")
            lead = self.case.reopen(self._evening(6, 40), by=self.contact, reason=reason)
            self._begin([lead])
            end = self._towards(PromiseKind.FINAL_REPLY, lead, late="late_reply", ahead=(2.4, 2.2))
            self._miss(lead, end)
            answered = self._to(max(end, self.clock.after(self.at, 0.1)))
            text = self.words.phrase("second_reply")
            self.case.reply(lead, answered, by=lead.columns["owner"], text=text, outcome=Outcome.SOLVED)

    def _evening(self, low, high):
        """Some hours of office time later, at a time when an enterprise writes."""
        moment = self.clock.after(self.at, self.rng.uniform(low, high))
        return self._to(moment + timedelta(minutes=self.rng.choice([0, 0, 0, 25, 70, 140])))

    def _judge(self):
        """Rate or stay silent; return whether the enterprise reopens."""
        case, rng = self.case, self.rng
        due = case.running(PromiseKind.RATING)["due_at"]
        answered = self.clock.after(self.at, 0.3 + rng.expovariate(1 / 17)) + timedelta(
            minutes=rng.choice([0, 0, 35, 80])
        )
        if rng.random() > ANSWERED or answered >= due:
            case.close_unrated(self._to(due + timedelta(minutes=rng.randint(2, 9))))
            return False
        self._to(answered)
        lead = next(part for part in reversed(case.parts) if part.is_lead)
        late = any(row["part"] is lead and row.get("follows") for row in case.promises)
        outcome = lead.columns["outcome"]
        level = rng.choices([5, 4, 3, 2, 1], LEVELS[outcome])[0] - (1 if late and rng.random() < 0.45 else 0)
        level = max(level, 1)
        answers = [(lead, level, self._solved(outcome, level), self.words.verdict(level))]
        for part in case.parts:
            if not part.is_lead and part.columns.get("replied_at") and part.columns["round"] == lead.columns["round"]:
                answers += [(part, min(5, level + 1), Solved.YES, "")] if rng.random() < 0.5 else []
        case.rate(self.at, by=self.contact, answers=answers)
        again = level <= 2 and rng.random() < 0.3
        self._follow_up(again)
        return again

    def _follow_up(self, again):
        """After a bad rating the desk calls within a day, and looks again unless the enterprise reopens."""
        if not self.case.running(PromiseKind.FOLLOW_UP):
            return
        self.case.call(self._work(1, 7), by=self.dispatcher, text=self.words.phrase("follow_up"))
        if not again:
            helped = self.rng.random() < 0.6
            text = self.words.phrase("recheck_helped" if helped else "recheck_not")
            self.case.look_again(self._work(8, 15), by=self.dispatcher, helped=helped, text=text)

    def _solved(self, outcome, level):
        if outcome == Outcome.SOLVED:
            return Solved.YES if level >= 3 else self.rng.choice([Solved.PARTLY, Solved.NO])
        if outcome in (Outcome.PARTLY, Outcome.EXPLAINED):
            return Solved.PARTLY if level >= 3 else Solved.NO
        return Solved.NO if level <= 3 else Solved.PARTLY
