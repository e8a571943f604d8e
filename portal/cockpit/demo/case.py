"""One appeal of the demo city, step by step, by the same tables, log rows and promises as ``appeals.workflow``.

The workflow itself takes its steps now, one transaction each; a year of a city needs steps at given times and in bulk.
Columns are collected as plain values and become rows at the end.
"""

from datetime import datetime

from appeals import deadlines
from appeals.enums import (
    AppealState,
    Channel,
    ClosedAs,
    Difficulty,
    EndedAs,
    HandlingState,
    MessageKind,
    PromiseKind,
    Reviewer,
    Satisfaction,
    Solved,
)
from appeals.models import TimeLimit
from appeals.steps import APPEAL_STEPS, HANDLING_STEPS
from portal.common import workdays
from portal.common.workflow import check

KEPT_BY_REPLY = (
    PromiseKind.FIRST_CONTACT, PromiseKind.INTERIM_REPLY, PromiseKind.FINAL_REPLY, PromiseKind.NEXT_REPLY,
)  # fmt: skip
UNIT_PROMISES = (PromiseKind.TAKE_ON, PromiseKind.FIRST_CONTACT, PromiseKind.FINAL_REPLY)


class Limits:
    """Limits of promises, each looked up once: what no limit names makes no difference."""

    def __init__(self, categories):
        self.categories, self._found = categories, {}
        self.named = set(TimeLimit.objects.values_list("category__code", flat=True))
        self.levels = set(TimeLimit.objects.values_list("level", flat=True))

    def get(self, kind, category, level, difficulty, on):
        """Return the limit in effect; the demo city knows the limits of its last day only."""
        category = category if category in self.named else None
        key = (kind, category, level if level in self.levels else "", difficulty)
        if key not in self._found:
            category_id = self.categories[category].pk if category else None
            self._found[key] = deadlines.limit_for(
                kind, category_id=category_id, level=key[2], difficulty=difficulty, on=on
            )
        return self._found[key]


class Part:
    """The handling of one unit in one round."""

    def __init__(self, case, unit, *, is_lead, by, at):
        self.case, self.unit = case, unit
        self.columns = {
            "unit": unit, "is_lead": is_lead, "round": case.columns["round"], "state": HandlingState.ASSIGNED,
            "assigned_by": by, "assigned_at": at,
        }  # fmt: skip
        self.rating = None

    @property
    def is_lead(self):
        return self.columns["is_lead"]

    @property
    def is_live(self):
        return self.columns["state"] in (HandlingState.ASSIGNED, HandlingState.ACCEPTED)


class Case:
    """An appeal with its log, handlings, promises and messages; every step names its time and who took it."""

    def __init__(self, limits, enterprise, *, at, by, channel=Channel.PORTAL, **columns):
        self.limits, self.enterprise = limits, enterprise
        self.category = columns.pop("category", None)
        self.columns = {
            "state": AppealState.DRAFT, "round": 1, "difficulty": Difficulty.GENERAL, "channel": channel,
            "reviewer": Reviewer.STEWARD, "created_by": by, "created_at": at, "changed_at": at, **columns,
        }  # fmt: skip
        self.logs, self.parts, self.promises, self.messages, self.follow_ups = [], [], [], [], []
        self.last_by = by

    # --- What every step shares --------------------------------------------------------------------------------------
    @property
    def current(self):
        return self.columns["state"]

    def running(self, kind, part=None):
        """Return the running promise of a kind, or None."""
        open_ones = (row for row in self.promises if row["kind"] == kind and row["part"] is part)
        return next((row for row in open_ones if not row["kept_at"] and not row["lapsed_at"]), None)

    def _apply(self, name, at, by, unit=None, comment="", *, log=True, **changes):
        step = check(APPEAL_STEPS, name, self.current)
        before = self.current
        self.columns |= {**changes, "state": step.target, "changed_at": at}
        if log:
            self._write(name, before, step.target, at, by, unit, comment)

    def _apply_part(self, part, name, at, by, comment="", **changes):
        step = check(HANDLING_STEPS, name, part.columns["state"])
        before = part.columns["state"]
        part.columns |= {**changes, "state": step.target}
        part.changed_at, part.changed_by = at, by
        self._write(name, before, step.target, at, by, part.unit, comment, part)

    def _write(self, step, before, after, at, by, unit=None, comment="", part=None):
        self.last_by = by or self.last_by
        self.logs.append(
            {"step": step, "from_state": before, "to_state": after, "at": at, "by": by, "by_unit": unit,
             "comment": comment, "part": part}
        )  # fmt: skip

    def _promise(self, kind, at, part=None):
        limit = self.limits.get(kind, self.category, self.enterprise.level, self.columns["difficulty"], at.date())
        self.promises.append(
            {"kind": kind, "part": part, "days": limit.days, "made_at": at, "due_at": deadlines.due_at(limit, at),
             "day_kind": limit.day_kind, "kept_at": None, "lapsed_at": None}
        )  # fmt: skip
        return self.promises[-1]

    def _keep(self, at, *kinds, part=None):
        for kind in kinds:
            if row := self.running(kind, part):
                row["kept_at"] = at

    def _lapse(self, at, part=None, *, everything=False):
        for row in self.promises:
            if not row["kept_at"] and not row["lapsed_at"] and (everything or row["part"] is part):
                row["lapsed_at"] = at

    # --- Intake and review -------------------------------------------------------------------------------------------
    def submit(self, at, *, by, reviewer, unit=None):
        self._apply("submit", at, by, unit, submitted_at=at, reviewer=reviewer)
        self._promise(PromiseKind.REVIEW, at)

    def take_over(self, at):
        self.columns.update(reviewer=Reviewer.DESK, changed_at=at)
        self._write("take_over", self.current, self.current, at, None)

    def return_for_completion(self, at, *, by, unit, comment):
        self._apply("return_for_completion", at, by, unit, comment)
        self._keep(at, PromiseKind.REVIEW)

    def resubmit(self, at, *, by, comment):
        self._apply("resubmit", at, by, None, comment)
        self._promise(PromiseKind.REVIEW, at)

    def accept(self, at, *, by, unit, comment=""):
        self._apply("accept", at, by, unit, comment, accepted_at=at)
        self._keep(at, PromiseKind.REVIEW)
        self._promise(PromiseKind.DISPATCH, at)

    def decline(self, at, *, by, unit, reason, advice):
        self._apply("decline", at, by, unit, reason, decline_reason=reason, decline_advice=advice)
        self._keep(at, PromiseKind.DISPATCH)
        self._lapse(at, everything=True)

    def withdraw(self, at, *, by, reason):
        self._apply("withdraw", at, by, None, reason)
        for part in self.parts:
            if part.is_live:
                self._apply_part(part, "end", at, by)
        self._lapse(at, everything=True)

    def claim(self, by):
        self.columns["claimed_by"] = by

    # --- Dispatch and handling ---------------------------------------------------------------------------------------
    def dispatch(self, at, *, by, unit, lead, joint=(), difficulty=Difficulty.GENERAL, comment=""):
        claimed = self.columns.get("claimed_by") or by
        self._apply("dispatch", at, by, unit, comment, difficulty=difficulty, dispatched_at=at, claimed_by=claimed)
        self._keep(at, PromiseKind.DISPATCH)
        live = {part.unit for part in self.parts if part.is_live}
        parts = [self._assign(at, lead, by, unit, is_lead=True)]
        return parts + [self._assign(at, body, by, unit, is_lead=False) for body in joint if body not in live]

    def _assign(self, at, body, by, unit, *, is_lead):
        part = Part(self, body, is_lead=is_lead, by=by, at=at)
        part.changed_at, part.changed_by = at, by
        self.parts.append(part)
        if unit is not None:
            self._write("assign", HandlingState.ASSIGNED, HandlingState.ASSIGNED, at, by, unit, "", part)
        difficult = self.columns["difficulty"] == Difficulty.DIFFICULT
        for kind in (*UNIT_PROMISES, *([PromiseKind.INTERIM_REPLY] if difficult else [])):
            self._promise(kind, at, part)
        return part

    def take_on(self, part, at, *, by):
        self._apply_part(part, "accept", at, by, accepted_at=at, owner=part.columns.get("owner") or by)
        self._keep(at, PromiseKind.TAKE_ON, part=part)

    def return_to_desk(self, part, at, *, by, basis, proposed=None):
        self._apply_part(
            part, "return_to_desk", at, by, basis, returned_at=at, return_basis=basis, proposed_unit=proposed
        )
        self._keep(at, PromiseKind.TAKE_ON, part=part)
        self._lapse(at, part)
        if part.is_lead:
            self._apply("give_back", at, by, log=False)
            self._promise(PromiseKind.DISPATCH, at)

    def recall(self, part, at, *, by, unit, reason):
        self._apply_part(part, "end", at, by, reason)
        self._lapse(at, part)
        self._apply("give_back", at, by, unit, log=False)
        self._promise(PromiseKind.DISPATCH, at)

    def set_owner(self, part, at, *, by, owner):
        part.columns["owner"] = owner
        state = part.columns["state"]
        self._write("set_owner", state, state, at, by, part.unit, owner.name, part)

    def contact(self, part, at, *, by, text):
        part.columns["contacted_at"] = part.columns.get("contacted_at") or at
        self._keep(at, PromiseKind.FIRST_CONTACT, part=part)
        self.say(MessageKind.CONTACT, at, by, text, part)

    def progress(self, part, at, *, by, text):
        self._keep(at, PromiseKind.FIRST_CONTACT, PromiseKind.INTERIM_REPLY, part=part)
        self.say(MessageKind.PROGRESS, at, by, text, part)

    def say(self, kind, at, by, text, part=None):
        """Add a message; an internal note belongs to its unit alone, not to the handling."""
        self.messages.append(
            {"kind": kind, "at": at, "author": by, "text": text, "unit": part.unit if part else None,
             "part": None if kind == MessageKind.NOTE else part}
        )  # fmt: skip

    def set_next_date(self, part, at, day, *, by, reason):
        """After a broken final promise: the broken one stays, another follows it, due on ``day``."""
        broken = self.running(PromiseKind.FINAL_REPLY, part)
        broken |= {"lapsed_at": at, "ended_as": EndedAs.NEXT_DATE}
        days = max(workdays.workdays_between(at.astimezone(workdays.SHANGHAI).date(), day), 1)
        due = datetime.combine(day, workdays.WORK_ENDS, workdays.SHANGHAI)
        self.promises.append(
            {"kind": PromiseKind.NEXT_REPLY, "part": part, "days": days, "made_at": at, "due_at": due, "kept_at": None,
             "lapsed_at": None, "follows": broken}
        )  # fmt: skip
        state = part.columns["state"]
        self._write("set_next_date", state, state, at, by, part.unit, reason, part)

    def reply(self, part, at, *, by, text, outcome, clause=""):
        self._apply_part(part, "reply", at, by, replied_at=at, reply=text, outcome=outcome, clause=clause)
        self._keep(at, *KEPT_BY_REPLY, part=part)
        if part.is_lead:
            self._apply("reply", at, by, part.unit, log=False, replied_at=at)
            self._promise(PromiseKind.RATING, at)

    # --- The enterprise's word ---------------------------------------------------------------------------------------
    def rate(self, at, *, by, answers):
        """``answers``: ``[(part, level, solved, comment)]``."""
        for part, level, solved, comment in answers:
            part.rating = {"level": level, "solved": solved, "comment": comment, "by": by, "at": at}
        self._apply("rate", at, by, closed_at=at, closed_as=ClosedAs.RATED)
        self._keep(at, PromiseKind.RATING)
        if any(level <= Satisfaction.DISSATISFIED or solved == Solved.NO for _part, level, solved, _word in answers):
            self.follow_ups.append({"round": self.columns["round"], "opened_at": at})
            for kind in (PromiseKind.FOLLOW_UP, PromiseKind.RECHECK):
                self._promise(kind, at)

    def call(self, at, *, by, text):
        """The call after a bad rating."""
        self.follow_ups[-1] |= {"contacted_by": by, "contacted_at": at, "said": text}
        self._keep(at, PromiseKind.FOLLOW_UP)
        self._write("follow_up", self.current, self.current, at, by, None, text)

    def look_again(self, at, *, by, helped, text):
        """The re-check after a bad rating."""
        self.follow_ups[-1] |= {"checked_by": by, "checked_at": at, "helped": helped, "found": text}
        self._keep(at, PromiseKind.RECHECK)
        self._write("recheck", self.current, self.current, at, by, None, text)

    def close_unrated(self, at):
        self._apply("close_unrated", at, None, closed_at=at, closed_as=ClosedAs.NOT_RATED)
        self._lapse(at)

    def reopen(self, at, *, by, reason):
        last = next(part for part in reversed(self.parts) if part.is_lead and part.columns.get("replied_at"))
        self._lapse(at, everything=True)
        again = self.columns["round"] + 1
        self._apply("reopen", at, by, None, reason, round=again, closed_at=None, closed_as="")
        return self._assign(at, last.unit, by, None, is_lead=True)
