from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseKind(models.TextChoices):
    """How a course is given (guideline art. 6: video, lectures, visits, shared cases)."""

    VIDEO = "video", _("Video course")
    LECTURE = "lecture", _("Lecture")
    VISIT = "visit", _("Study visit")
    CASE = "case", _("Shared case")


class Audience(models.TextChoices):
    """Who has to finish a course; the values are those of the roles."""

    STEWARD = "steward", _("service stewards")
    LIAISON = "liaison", _("liaison officers")


class Presence(models.TextChoices):
    """How it is known that somebody attended."""

    CODE = "code", _("by the code")
    TICK = "tick", _("entered by the organiser")


#: Kinds that everybody takes alone, at any time; the others are attended in a session.
SELF_PACED = (CourseKind.VIDEO, CourseKind.CASE)
