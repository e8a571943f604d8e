"""Courses are written, published and closed by whoever leads a district or the city."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.constraints import speaking
from portal.common.workflow import Refused

from .. import permissions
from ..models import Course

#: What the publisher writes of a course.
WORDS = ("kind", "title", "summary", "text", "link", "required_for", "due_days", "due_on", "questions", "pass_mark")


def _fetch(course, by):
    course = Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
    if not permissions.can_edit(by, course):
        raise Refused(_("This course is published by others."), code="foreign")
    return course


@transaction.atomic
def open_course(*, by, **words):
    """Write a course down, for nobody to see but those who publish; returns the :class:`Course`."""
    if not permissions.can_publish(by):
        raise Refused(_("Courses are published by the district lead and the city lead."), code="not_publisher")
    course = Course(district_id=permissions.own_district(by), created_by=by, **words)
    with speaking():
        course.save(force_insert=True)
    return course


@transaction.atomic
def change_course(course, *, by, **words):
    """Change what a course says; certificates and attempts keep what stood then."""
    course = _fetch(course, by)
    if course.published_at and "kind" in words and words["kind"] != course.kind:
        raise Refused(_("The kind of a published course stays."), code="kind")
    for name in WORDS:
        setattr(course, name, words.get(name, getattr(course, name)))
    with speaking():
        course.save()
    return course


@transaction.atomic
def publish(course, *, by):
    """Let everybody of the district or the city see the course; from now on its time limits run."""
    course = _fetch(course, by)
    if course.published_at:
        raise Refused(_("This course is published already."), code="published")
    if course.is_self_paced and not (course.text or course.link):
        raise Refused(_("Give the course a text or a link first."), code="empty")
    course.published_at = timezone.now()
    course.save(update_fields=["published_at"])
    return course


@transaction.atomic
def close(course, *, by):
    """Nobody has to finish the course any more, and nobody begins it; certificates stay."""
    course = _fetch(course, by)
    if not course.is_running:
        raise Refused(_("This course is not open."), code="closed")
    course.closed_at = timezone.now()
    course.save(update_fields=["closed_at"])
    return course
