from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import Presence
from ..querysets import AttemptQuerySet, AttendanceQuerySet, CertificateQuerySet, ReadingQuerySet
from .course import Course
from .session import Session


class Reading(models.Model):
    """Somebody read or watched a course that is taken alone, and said so."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="readings", verbose_name=_("course"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="course_readings", verbose_name=_("person")
    )
    read_at = models.DateTimeField(_("read at"), default=timezone.now)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "person"],
                name="training_reading_once",
                violation_error_message=_("This was confirmed already."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.course}"


class Attendance(models.Model):
    """Somebody was there: shown by the code of the session, or entered by its organiser, which is marked as such."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances", verbose_name=_("session"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="training_attendances", verbose_name=_("person")
    )
    how = models.CharField(_("how"), max_length=5, choices=Presence)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="training_attendance_once",
                violation_error_message=_("This was confirmed already."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.session}"


class Attempt(models.Model):
    """One answered test. ``answers`` is a list of ``{"text", "answer", "is_right"}`` as the questions stood then."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="attempts", verbose_name=_("course"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="course_attempts", verbose_name=_("person")
    )
    answers = models.JSONField(_("answers"))
    score = models.PositiveSmallIntegerField(_("score"))
    passed = models.BooleanField(_("passed"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["pk"]
        indexes = [models.Index(fields=["course", "person", "-at"], name="training_attempts_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__range=(0, 100)),
                name="training_attempt_score_is_a_share",
                violation_error_message=_("A score lies between 0 and 100."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.course} · {self.score}"


class Certificate(models.Model):
    """Somebody finished a course: one for each person and course, with a number that is told apart for good."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    course = models.ForeignKey(Course, models.PROTECT, related_name="certificates", verbose_name=_("course"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates", verbose_name=_("person")
    )
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "person"],
                name="training_certificate_once",
                violation_error_message=_("There is a certificate for this course already."),
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("training:certificate", args=[self.number])
