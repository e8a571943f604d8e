"""Who has to finish what, and who has not: for oneself, a unit, a district, the city (guideline art. 6)."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import Membership
from portal.accounts.permissions import district_codes, sees_city, unit_ids

from .deadlines import due_of, late_before
from .enums import Audience
from .models import Certificate, Course

LEARNING = tuple(Audience.values)


@dataclass(frozen=True)
class Duty:
    """A required course that a person has not finished, and until when."""

    course: Course
    due_at: datetime
    since: datetime


def duties(user):
    """What the person still has to finish, the most urgent first; two queries."""
    held = [grant for grant in user.grants if grant.role in LEARNING]
    if not held:
        return []
    done = Certificate.objects.filter(person=user.pk).values("course")
    courses = Course.objects.visible_to(user).running().required().exclude(pk__in=done).for_list()
    found = [_duty(course, held) for course in courses]
    return sorted(filter(None, found), key=lambda duty: (duty.due_at, duty.course.pk))


def _duty(course, held):
    entered = [grant.started_on for grant in held if concerns(course, grant)]
    if not entered:
        return None
    return Duty(course, due_of(course, min(entered)), course.published_at)


def concerns(course, grant):
    """Whether somebody with this membership has to finish the course."""
    district = grant.unit.district_id if grant.unit else None
    return grant.role in course.required_for and course.district_id in (None, district)


def learners(user):
    """Memberships of today of those who have to learn, within what the person leads."""
    rows = Membership.objects.in_force().filter(role__in=LEARNING, user__is_active=True)
    if sees_city(user):
        return rows
    led = Q(unit__in=unit_ids(user, Role.GENERAL)) | Q(unit__district__in=district_codes(user, Role.DISTRICT))
    return rows.filter(led)


def of_course(rows, course):
    """Those of ``rows`` (memberships) who have to finish the course, with ``certificate`` and ``finished_at``."""
    rows = rows.filter(role__in=course.required_for)
    if course.district_id:
        rows = rows.filter(unit__district=course.district_id)
    mine = Certificate.objects.filter(course=course, person=OuterRef("user"))
    return rows.annotate(
        certificate=Subquery(mine.values("number")[:1]), finished_at=Subquery(mine.values("issued_at")[:1])
    )


def late(rows, course, now=None):
    """Those of :func:`of_course` who are past their day without having finished."""
    before = late_before(course, now or timezone.now())
    return rows.filter(certificate=None, started_on__lt=before) if before else rows.none()


@dataclass(frozen=True)
class Figure:
    """How many have to finish a course, and how many have."""

    course: Course
    all: int
    done: int

    @property
    def open(self):
        return self.all - self.done


def figures(user):
    """One :class:`Figure` for each required course that is open, within what the person leads; three queries."""
    courses = list(Course.objects.visible_to(user).running().required().for_list())
    rows = learners(user)
    place = ("role", "unit__district")
    numbers = {tuple(row[:2]): row[2] for row in rows.order_by().values_list(*place).annotate(n=Count("pk"))}
    done = rows.filter(user__certificates__course__in=courses).order_by()
    done = done.values_list(*place, "user__certificates__course").annotate(n=Count("pk"))
    finished = {tuple(row[:3]): row[3] for row in done}
    return [_figure(course, numbers, finished) for course in courses]


def _figure(course, numbers, finished):
    asked = [
        key for key in numbers if key[0] in course.required_for and course.district_id in (None, key[1])
    ]  # fmt: skip
    return Figure(course, sum(numbers[key] for key in asked), sum(finished.get((*key, course.pk), 0) for key in asked))


def count_late(user, now=None):
    """How many people within what the person leads are late with a required course; two queries."""
    conditions = [
        _late_with(course, now or timezone.now()) for course in Course.objects.visible_to(user).running().required()
    ]
    if not (conditions := list(filter(None, conditions))):
        return 0
    return learners(user).filter(reduce(or_, conditions)).values("user").distinct().count()


def _late_with(course, now):
    """The condition on memberships of those who are late with the course; None while nobody can be."""
    if not (before := late_before(course, now)):
        return None
    done = Certificate.objects.filter(course=course.pk, person=OuterRef("user"))
    asked = Q(role__in=course.required_for, started_on__lt=before) & ~Q(Exists(done))
    return asked & Q(unit__district=course.district_id) if course.district_id else asked
