"""Of the demo city: common problems among its open cases, published answers, two themed windows, cases passed up."""

import json
from datetime import timedelta
from pathlib import Path

from django.db import connection
from simple_history.utils import bulk_create_with_history

from ..enums import AppealState, HandlingState, Outcome
from ..models import Appeal, Category, Handling
from .conditions import what_identifies
from .enums import ProblemState, Reached
from .models import PassedUp, Problem, ProblemMember, PublishedAnswer, ThemedWindow

#: How many problems there are, and how many cases belong to one: at least, at most.
PROBLEMS, MEMBERS = 6, (2, 9)
#: What is said: causes by the head of the category, answers (category, question, answer, clause), windows (title,
#: words, category, days from today of opening and closing), and what was passed up (level, body, what is asked,
#: number there, days ago, days from today until the answer is awaited, answer).
SAID = json.loads((Path(__file__).parent / "data" / "demo.json").read_text("utf-8"))


class Gathering:
    """Writes everything for the cases that stand in the database already."""

    def __init__(self, clock, people, desk):
        self.clock, self.people, self.desk = clock, people, desk
        self.categories = {row.code: row for row in Category.objects.select_related("parent")}
        self.by = people.demo["dispatcher"].pk

    def build(self):
        """Write the rows; returns the number of common problems."""
        number = self._problems()
        self._answers()
        self._windows()
        self._passed()
        return number

    def _groups(self):
        """Open cases of one lead unit and one category, the largest groups first."""
        rows = Handling.objects.live().filter(is_lead=True, appeal__state=AppealState.IN_HANDLING, appeal__is_demo=True)
        found = {}
        for handling in rows.select_related("appeal__category__parent", "unit").order_by("pk"):
            found.setdefault((handling.unit_id, handling.appeal.category_id), []).append(handling)
        groups = [group for group in found.values() if len(group) >= MEMBERS[0]]
        return sorted(groups, key=lambda group: (-len(group), group[0].pk))[:PROBLEMS]

    def _problems(self):
        """Each group is a problem; the last one is answered, and reaches its cases by a message."""
        problems, members = [], []
        groups = self._groups()
        for place, group in enumerate(groups, start=1):
            first, at = group[0], self.clock.back(2 + place, 10, 5 * place)
            category = first.appeal.category
            head = category.parent.code if category and category.parent else ""
            answered = place == len(groups) and len(groups) > 1
            handler = first.owner_id or self.by
            problem = Problem(
                number=f"GX-{at.year}-{place:04d}", title=SAID["title"].format(category or ""), lead_unit=first.unit,
                cause=SAID["causes"].get(head, SAID["other"]), created_by_id=self.by, created_at=at, is_demo=True,
            )  # fmt: skip
            if answered:
                problem.state, problem.answer, problem.outcome = (
                    ProblemState.ANSWERED,
                    SAID["lead_answer"],
                    Outcome.PARTLY,
                )
                problem.answered_at, problem.answered_by_id = self.clock.back(1, 15), handler
            problems.append(problem)
            for handling in group[: MEMBERS[1]]:
                taken = handling.state == HandlingState.ACCEPTED
                member = ProblemMember(problem=problem, appeal=handling.appeal, added_by_id=self.by, added_at=at)
                member.is_demo = True
                if answered and taken:
                    member.reached, member.reached_at = Reached.PROGRESS, problem.answered_at
                members.append(member)
        self._write(Problem, problems)
        self._write(ProblemMember, members)
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('problems_number', %s, %s)", [max(len(problems), 1), bool(problems)])
        return len(problems)

    def _answers(self):
        """What is published comes of a closed case of the category and names nobody."""
        closed = Appeal.objects.filter(
            state=AppealState.CLOSED, is_demo=True, category__code__in=[row[0] for row in SAID["answers"]]
        )
        cases = {}
        for appeal in closed.select_related("enterprise", "category").order_by("-pk"):
            cases.setdefault(appeal.category.code, appeal)
        rows = []
        for place, (code, question, answer, clause) in enumerate(SAID["answers"]):
            if code in cases and not what_identifies(cases[code].enterprise, [], question, answer):
                rows.append(PublishedAnswer(
                    question=question, answer=answer, clause=clause, category=self.categories[code],
                    appeal=cases[code], published_by_id=self.by, published_at=self.clock.back(3 + 4 * place, 14),
                    is_demo=True,
                ))  # fmt: skip
        self._write(PublishedAnswer, rows)

    def _windows(self):
        today = self.clock.now.date()
        self._write(ThemedWindow, [
            ThemedWindow(
                title=title, words=words, category=self.categories[code], desk_id=self.desk.pk, opened_by_id=self.by,
                opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes), is_demo=True,
                opened_at=self.clock.now - timedelta(days=abs(opens) + 3),
            )
            for title, words, code, opens, closes in SAID["windows"]
        ])  # fmt: skip

    def _passed(self):
        today = self.clock.now.date()
        cases = Appeal.objects.filter(state=AppealState.IN_HANDLING, is_demo=True).order_by("pk")[
            : len(SAID["passed_up"])
        ]
        rows = []
        for case, (level, body, asked, number, ago, awaited, answer) in zip(cases, SAID["passed_up"], strict=False):
            row = PassedUp(
                appeal=case, level=level, body=body, asked=asked, number_there=number, recorded_by_id=self.by,
                passed_on=today - timedelta(days=ago), awaited_until=today + timedelta(days=awaited), is_demo=True,
                recorded_at=self.clock.now - timedelta(days=ago),
            )  # fmt: skip
            if answer:
                row.answer, row.answered_on, row.answered_by_id = answer, today - timedelta(days=7), self.by
            rows.append(row)
        self._write(PassedUp, rows)

    def _write(self, model, rows):
        if rows:
            bulk_create_with_history(rows, model, default_date=self.clock.now)


def fill(clock, people, desk):
    """Write all of it; returns the number of common problems."""
    return Gathering(clock, people, desk).build()
