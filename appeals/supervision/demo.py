"""Supervision orders of the demo city: one for each final reply that is overdue, those of the past, two by hand."""

import random
from datetime import timedelta

from django.db.models import F, Q

from appeals.enums import FINALS, AppealState, EndedAs, HandlingState
from appeals.models import Handling, Promise
from portal.accounts.enums import Role
from portal.accounts.models import Membership
from portal.common import bulk, workdays

from . import limits
from .enums import Effect, LimitKind, OrderState, Rule
from .models import OrderLog, SupervisionOrder
from .trees import Tree
from .workflow import engine
from .workflow.climbing import climb
from .workflow.rules import FINDERS

#: At most so many orders of the past, and how far they lie back.
PAST, SINCE = 60, timedelta(days=150)
DEMANDS = [
    "企业反映设备进场在即，请说明卡在哪个环节、何时答复企业。",
    "已两次催办仍无明确日期，请三个工作日内书面说明。",
]
REPLIES = [
    "因跨部门会签耽搁，现已取得一致意见，并向企业作了书面答复。",
    "现场复核后方案有调整，已与企业联系人当面说明，企业认可新的日期。",
    "经办人岗位调整造成延误，已指定专人负责，答复已送达企业。",
    "材料需上级部门核定，核定意见收到当日即答复企业。",
]
VERDICTS = ["情况属实，予以认可。", "请举一反三，排查同类超期件。", ""]
S = OrderState


class Supervising:
    """Builds the orders; ``city`` brings clock, people and seed, and its appeals stand in the database already."""

    def __init__(self, city):
        self.clock, self.people = city.clock, city.people
        self.rng = random.Random(f"{city.seed}:supervision")  # noqa: S311 -- nothing here is a secret
        self.days = limits.days(LimitKind.REPLY, self.clock.now)
        self.handlers = {}
        held = Membership.objects.in_force().filter(role=Role.HANDLER).order_by("pk")
        for unit, user in held.values_list("unit", "user"):
            self.handlers.setdefault(unit, user)
        self.orders, self.logs = [], []

    def build(self):
        """Write everything; returns the number of orders."""
        for promise in self._past():
            self._answered(promise)
        for rule, finder in FINDERS.items():
            if rule != Rule.REOPENED:
                for row in finder.rows(self.clock.now):
                    self._waiting(rule, finder.cause(row), row.due_at)
        self._by_hand()
        self._write()
        self._climb()
        return len(self.orders)

    def _past(self):
        """Final replies that came too late in the last months, to units that answered in the end."""
        late = Q(kept_at__gt=F("due_at") + timedelta(days=2)) | Q(ended_as=EndedAs.NEXT_DATE)
        late = Promise.objects.filter(
            late, kind__in=FINALS, due_at__gt=self.clock.now - SINCE, handling__state=HandlingState.REPLIED
        )
        found = list(late.select_related("handling", "appeal__enterprise").order_by("pk"))
        return self.rng.sample(found, min(PAST, len(found)))

    def _order(self, rule, raised_at, **fields):
        due_at = workdays.due_at(raised_at, self.days)
        row = SupervisionOrder(
            rule=rule, raised_at=raised_at, days=self.days, due_at=due_at, climbs_at=due_at, is_demo=True, **fields
        )
        self.orders.append(row)
        self._log(row, "issue", "", S.ISSUED, raised_at, row.raised_by_id, row.demand)
        return row

    def _log(self, row, step, before, after, at, by=None, comment=""):
        self.logs.append(OrderLog(
            order=row, step=step, from_state=before, to_state=after, unit_id=row.unit_id, by_id=by, comment=comment,
            due_at=row.due_at, at=at, told_at=at, is_demo=True,
        ))  # fmt: skip

    def _answered(self, promise):
        raised_at = self.clock.opening(promise.due_at + timedelta(minutes=30))
        lead = self.people.district_leads[promise.appeal.enterprise.service_district_id][0]
        replied_at = self.clock.after(raised_at, self.rng.uniform(3, 20))
        ended_at = self.clock.after(replied_at, self.rng.uniform(1, 12))
        if ended_at >= self.clock.now:
            return
        row = self._order(
            Rule.FINAL_REPLY, raised_at, appeal_id=promise.appeal_id, handling_id=promise.handling_id,
            unit_id=promise.handling.unit_id, cause=promise.pk,
        )  # fmt: skip
        self._reply(row, replied_at)
        row.state, row.ended_at, row.verdict = S.ACCEPTED, ended_at, self.rng.choice(VERDICTS)
        row.rests_until = limits.due(LimitKind.REST, ended_at)
        row.effect = Effect.ANSWERED if promise.handling.replied_at <= ended_at else Effect.DATED
        self._log(row, "accept", S.REPLIED, S.ACCEPTED, ended_at, lead.pk, row.verdict)

    def _reply(self, row, at):
        row.state, row.replied_at, row.climbs_at = S.REPLIED, at, None
        row.replied_by_id, row.reply = self.handlers[row.unit_id], self.rng.choice(REPLIES)
        self._log(row, "reply", S.ISSUED, S.REPLIED, at, row.replied_by_id, row.reply)

    def _waiting(self, rule, cause, due_at):
        """What the rules would find now, raised in the hour in which it broke; some of it is answered."""
        raised_at = self.clock.opening(due_at + timedelta(minutes=30))
        if raised_at >= self.clock.now or cause.unit_id is None:
            return
        row = self._order(
            rule, raised_at, appeal_id=cause.appeal_id, handling_id=cause.handling_id, unit_id=cause.unit_id,
            cause=cause.cause,
        )  # fmt: skip
        at = self.clock.after(raised_at, self.rng.uniform(2, 16))
        if at < self.clock.now and self.rng.random() < 0.4:
            self._reply(row, at)

    def _by_hand(self):
        """One that the demo handler has to answer, and one whose reply the demo district lead has to judge."""
        taken = {(row.appeal_id, row.unit_id) for row in self.orders}
        live = Handling.objects.live().filter(is_lead=True, appeal__state=AppealState.IN_HANDLING, appeal__is_demo=True)
        here = live.filter(appeal__enterprise__service_district="310115").select_related("unit").order_by("-pk")
        own = self.people.demo["handler"].pk
        for raiser, is_own in (("city", True), ("district", False)):
            fits = (row for row in here if (self.handlers.get(row.unit_id) == own) is is_own)
            part = next((row for row in fits if (row.appeal_id, row.unit_id) not in taken), None)
            if part is None:
                continue
            raised_at = max(self.clock.back(1, 10, 20), self.clock.after(part.assigned_at, 1))
            row = self._order(
                Rule.BY_HAND, raised_at, appeal_id=part.appeal_id, handling_id=part.pk, unit_id=part.unit_id,
                raised_by_id=self.people.demo[raiser].pk, demand=DEMANDS[not is_own],
            )  # fmt: skip
            if not is_own:
                self._reply(row, self.clock.after(raised_at, 1.5))

    def _write(self):
        self.orders.sort(key=lambda row: row.raised_at)
        for row, number in zip(self.orders, engine.next_numbers(len(self.orders), self.clock.now), strict=True):
            row.number = f"DB-{row.raised_at.year}{number[7:]}"
        bulk.create(self.orders)
        bulk.create(self.logs)

    def _climb(self):
        """What nobody answered went up on the working days since, as the sweep does it."""
        tree, days = Tree.read(), range(20, -1, -1)
        for moment in (self.clock.back(back, 17, 45) for back in days):
            if moment < self.clock.now:
                climb(moment, tree)
        OrderLog.objects.filter(step="climb", told_at=None).update(told_at=F("at"), is_demo=True)
        OrderLog.objects.filter(step="climb").update(is_demo=True)


def fill(city):
    """Write the orders of the demo city; returns how many."""
    return Supervising(city).build()
