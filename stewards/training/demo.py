"""Training of the demo city: six courses, sessions past and to come, and what those who serve finished of them."""

from collections import Counter
from datetime import datetime, time, timedelta

from psycopg.types.json import Jsonb

from portal.common.workdays import SHANGHAI

from .enums import Audience, Presence
from .models import Attempt, Attendance, Certificate, Course, Enrolment, Reading, Session

#: District whose lead publishes the courses of a district.
HOME = "310115"
#: People in one session that is over, places in the one to come, and how many wait for it.
HELD, AHEAD, WAITING = 400, 40, 3
#: The share of tests that are not passed at first, and the courses that the demo accounts have still to finish.
FAILED, STILL_OPEN = 0.12, {"steward": (1, 2, 4, 5), "liaison": (2, 4, 5)}


class Training:
    """Builds and copies everything with ``tables`` and ``copier``, which write rows in bulk."""

    def __init__(self, tables, copier, clock, people, rng):
        self.tables, self.copier, self.clock, self.people, self.rng = tables, copier, clock, people, rng
        self.days = [clock.back(back, 9).date() for back in range(1, 200)]
        self.rows = {model: [] for model in (Course, Session, Enrolment, Reading, Attendance, Attempt, Certificate)}
        self.open = {people.demo[name].pk: numbers for name, numbers in STILL_OPEN.items() if name in people.demo}

    def build(self, content, districts):
        """Write the courses of ``content``; ``districts`` maps units to theirs. Returns the number of certificates."""
        self.learners = [
            (row.user_id, str(getattr(row.role, "value", row.role)), districts.get(row.unit_id))
            for row in self.people.memberships
            if row.role in Audience.values
        ]
        for number, said in enumerate(content["courses"]):
            course = self._course(said)
            self._finished_by(course, number, said["share"], content["venues"])
        self._number()
        self._copy()
        return len(self.rows[Certificate])

    def _row(self, model, **values):
        row = self.tables[model].row(is_demo=True, **values)
        self.rows[model].append(row)
        return row

    def _at(self, latest, earliest=1):
        """A moment on one of the working days from ``latest`` to ``earliest`` before now."""
        day = self.days[self.rng.randint(earliest, latest) - 1]
        return datetime.combine(day, time(self.rng.randint(9, 16), self.rng.randint(0, 59)), SHANGHAI)

    def _course(self, said):
        calendar, today = self.clock.calendar, self.clock.now.date()
        author = self.people.demo[said["by"]]
        opened = datetime.combine(self.days[said["opened"]], time(9), SHANGHAI)
        due_on = calendar.add_workdays(today, said["due_in"]) if "due_in" in said else None
        course = self._row(
            Course, kind=said["kind"], title=said["title"], summary=said["summary"], text=said["text"],
            link=said["link"], district_id=HOME if said["by"] == "district" else None,
            required_for=said["required_for"], due_days=said.get("due_days"), due_on=due_on,
            questions=Jsonb(said["questions"]), pass_mark=75 if len(said["questions"]) == 4 else 60,
            created_by=author, created_at=opened - timedelta(days=3), published_at=opened,
        )  # fmt: skip
        course.asked, course.opened, course.author = said["questions"], said["opened"], author
        return course

    def _finished_by(self, course, number, share, venues):
        """Let this share of those concerned finish the course."""
        concerned = [
            user for user, role, district in self.learners
            if role in (course.required_for or Audience.values) and course.district_id in (None, district)
        ]  # fmt: skip
        done = [
            user for user in concerned if self.rng.random() < share and number not in self.open.get(user, ())
        ]  # fmt: skip
        if course.kind in ("video", "case"):
            for user in done:
                at = self._at(course.opened)
                self._row(Reading, course=course, person_id=user, read_at=at)
                self._tested(course, user, at)
            return
        for place, begin in enumerate(range(0, len(done), HELD)):
            self._held(course, done[begin : begin + HELD], 8 + 6 * place, venues)
        left = sorted(set(concerned) - set(done))
        self._ahead(course, [user for user in self.open if user in left][:1] + left, venues)

    def _session(self, course, day, places, venues):
        begins = datetime.combine(day, time(14), SHANGHAI)
        return self._row(
            Session, course=course, begins_at=begins, ends_at=begins + timedelta(hours=2), places=places,
            venue=self.rng.choice(venues), leader=course.author, created_by=course.author,
            created_at=course.published_at, changed_at=course.published_at,
        )  # fmt: skip

    def _held(self, course, people, back, venues):
        """A session that is over, attended by these people; some were entered by the organiser."""
        session = self._session(course, self.days[min(back, course.opened) - 1], max(len(people), AHEAD), venues)
        for place, user in enumerate(people, start=1):
            self._row(Enrolment, session=session, person_id=user, place=place, created_at=course.published_at)
            how = Presence.TICK if self.rng.random() < 0.04 else Presence.CODE
            by = session.leader_id if how == Presence.TICK else user
            at = session.begins_at + timedelta(minutes=self.rng.randint(-20, 10))
            self._row(Attendance, session=session, person_id=user, how=how, entered_by_id=by, at=at)
            self._tested(course, user, session.ends_at)

    def _ahead(self, course, people, venues):
        """A session to come with all places taken and a short waiting list."""
        day = self.clock.calendar.add_workdays(self.clock.now.date(), 6)
        session = self._session(course, day, AHEAD, venues)
        for place, user in enumerate(list(dict.fromkeys(people))[: AHEAD + WAITING], start=1):
            at = self._at(5)
            self._row(
                Enrolment, session=session, person_id=user, place=place if place <= AHEAD else None, created_at=at
            )  # fmt: skip

    def _tested(self, course, user, at):
        """The attempts of one person, a failed one now and then, and the certificate."""
        score = None
        if course.asked:
            if self.rng.random() < FAILED:
                self._attempt(course, user, at + timedelta(minutes=4), len(course.asked) - len(course.asked) // 2)
            score = self._attempt(course, user, at + timedelta(minutes=9), int(self.rng.random() < 0.3))
        issued = at + timedelta(minutes=9)
        self._row(Certificate, number="", course=course, person_id=user, score=score, issued_at=issued)

    def _attempt(self, course, user, at, wrong):
        """Answer with so many wrong ones at the end; the score."""
        known = course.__dict__.setdefault("answered", {})
        if wrong not in known:
            right = len(course.asked) - wrong
            known[wrong] = (
                Jsonb([_answered(one, place < right) for place, one in enumerate(course.asked)]),
                100 * right // len(course.asked),
            )
        answers, score = known[wrong]
        passed = score >= course.pass_mark
        self._row(Attempt, course=course, person_id=user, answers=answers, score=score, passed=passed, at=at)
        return score

    def _number(self):
        years = Counter()
        for row in sorted(self.rows[Certificate], key=lambda row: (row.issued_at, row.pk)):
            years[row.issued_at.year] += 1
            row.number = f"TC-{row.issued_at.year}-{years[row.issued_at.year]:06d}"

    def _copy(self):
        copier, rows = self.copier, self.rows
        copier.with_history(Course, rows[Course], at="created_at", by="created_by_id")
        copier.with_history(Session, rows[Session], at="created_at", by="created_by_id")
        copier.with_history(Enrolment, rows[Enrolment], at="created_at", by="person_id")
        for model in (Reading, Attendance, Attempt, Certificate):
            copier.rows(model, rows[model])


def _answered(question, is_right):
    right = question["right"]
    chosen = right if is_right else (right + 1) % len(question["options"])
    return {"text": question["text"], "answer": question["options"][chosen], "is_right": is_right}
