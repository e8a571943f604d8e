"""Turns cases into rows: numbers in the order of submission, history, and reminders that were already given."""

from django.db import connection

from appeals.enums import AppealState, HandlingState
from appeals.models import Appeal, AppealLog, FollowUp, Handling, Message, Promise, Rating
from portal.common import workdays


class CaseRows:
    """Builds and copies the rows of all cases."""

    def __init__(self, tables, copier, categories, clock):
        self.tables, self.copier, self.categories, self.clock = tables, copier, categories, clock
        self.drafts, self.appeals, self.begun, self.handlings = [], [], [], []
        self.logs, self.promises, self.messages, self.ratings, self.follow_ups = [], [], [], [], []
        self.soon = workdays.add_workdays(clock.now.date(), 2)

    def write(self, cases):
        """Copy every case; returns the appeals in their order."""
        cases.sort(key=lambda case: case.columns.get("submitted_at") or case.columns["created_at"])
        number = 0
        for case in cases:
            sent = case.columns.get("submitted_at")
            number += bool(sent)
            self._case(case, f"SQ-{sent.year}-{number:06d}" if sent else None)
        self._copy()
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('appeals_number', %s, %s)", [max(number, 1), bool(number)])
        return self.appeals

    def _case(self, case, number):
        columns = case.columns
        common = {
            "id": next(self.tables[Appeal].numbers), "enterprise": case.enterprise, "is_demo": True,
            "category": self.categories[case.category] if case.category else None,
        }  # fmt: skip
        first = {"title", "text", "urgency", "wants_call", "suggested_unit", "channel", "created_by", "created_at"}
        written = {key: columns[key] for key in first if key in columns}
        running = [row["due_at"] for row in case.promises if not (row["kept_at"] or row["lapsed_at"])]
        case.row = self.tables[Appeal].row(**common, **columns, number=number, due_at=min(running, default=None))
        self.appeals.append(case.row)
        self.drafts.append(self.tables[Appeal].row(**common, **written, changed_at=columns["created_at"]))
        case.row.last_by_id = case.last_by.pk
        rows = {None: None}
        for part in case.parts:
            rows[part] = self._part(case.row, part)
        self._attach(case, rows)

    def _part(self, appeal, part):
        row = self.tables[Handling].row(appeal=appeal, **part.columns)
        row.changed_at, row.changed_by_id = part.changed_at, part.changed_by.pk
        first = {"unit", "is_lead", "round", "assigned_by", "assigned_at"}
        self.begun.append(
            self.tables[Handling].row(id=row.pk, appeal=appeal, **{name: part.columns[name] for name in first})
        )
        self.handlings.append(row)
        if part.rating:
            self.ratings.append(self.tables[Rating].row(handling=row, **part.rating))
        return row

    def _attach(self, case, rows):
        for log in case.logs:
            handling = rows[log.pop("part")]
            self.logs.append(self.tables[AppealLog].row(appeal=case.row, handling=handling, **log))
        made = {}
        for promise in case.promises:
            handling, told = rows[promise.pop("part")], self._told(promise)
            values = {**promise, "follows": made.get(id(promise.get("follows")))}
            made[id(promise)] = self.tables[Promise].row(appeal=case.row, handling=handling, **values, **told)
        self.promises += made.values()
        for follow_up in case.follow_ups:
            self.follow_ups.append(self.tables[FollowUp].row(appeal=case.row, **follow_up))
        for message in case.messages:
            handling = rows[message.pop("part")]
            self.messages.append(self.tables[Message].row(appeal=case.row, handling=handling, **message))

    def _told(self, promise):
        """Reminders that the portal would have sent by now: the first beat must not tell half the city at once."""
        if promise["kept_at"] or promise["lapsed_at"]:
            return {}
        now, due = self.clock.now, promise["due_at"]
        if due < now:
            return {"reminded_over_at": now}
        near = self.soon if promise["days"] >= 3 else now.date()
        return {"reminded_soon_at": now} if due.date() <= near else {}

    def _copy(self):
        copier = self.copier
        copier.rows(Appeal, self.appeals)
        copier.history(Appeal, self.drafts, at="created_at", by="created_by_id")
        moved = [row for row in self.appeals if row.state != AppealState.DRAFT]
        copier.history(Appeal, moved, at="changed_at", by="last_by_id", kind="~")
        copier.rows(Handling, self.handlings)
        copier.history(Handling, self.begun, at="assigned_at", by="assigned_by_id")
        taken = [row for row in self.handlings if row.state != HandlingState.ASSIGNED]
        copier.history(Handling, taken, at="changed_at", by="changed_by_id", kind="~")
        copier.rows(Promise, self.promises)
        copier.rows(AppealLog, self.logs)
        copier.rows(Message, self.messages)
        copier.rows(Rating, self.ratings)
        copier.history(Rating, self.ratings, at="at", by="by_id")
        copier.rows(FollowUp, self.follow_ups)
