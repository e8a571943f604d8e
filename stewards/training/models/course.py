from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.history import history
from portal.places.models import District

from ..enums import SELF_PACED, Audience, CourseKind
from ..querysets import CourseQuerySet


class Course(models.Model):
    """Something to learn (guideline art. 6): read or watched alone, or attended in a session; mostly with a test.

    ``questions`` is a list of ``{"text", "options": [text], "right": index}``. Without a ``district`` it is the city's.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=CourseKind)
    title = models.CharField(_("title"), max_length=80)
    summary = models.CharField(_("summary"), max_length=300)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    link = models.URLField(_("link to the video or the material"), blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="courses", verbose_name=_("district"), null=True, blank=True
    )
    required_for = ArrayField(
        models.CharField(max_length=10, choices=Audience), verbose_name=_("required for"), default=list, blank=True
    )
    due_days = models.PositiveSmallIntegerField(_("working days after entry"), null=True, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    questions = models.JSONField(_("questions"), default=list, blank=True)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark"), default=80)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="courses_written", verbose_name=_("written by")
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = CourseQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(required_for=[]) | Q(due_days__isnull=False) ^ Q(due_on__isnull=False),
                name="training_course_required_has_one_limit",
                violation_error_message=_("A required course is due within working days or by a date: fill in one."),
            ),
            models.CheckConstraint(
                condition=Q(due_days=None) | Q(due_days__range=(1, 250)),
                name="training_course_days_within_a_year",
                violation_error_message=_("Between 1 and 250 working days."),
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__range=(1, 100)),
                name="training_course_pass_mark_is_a_share",
                violation_error_message=_("The pass mark lies between 1 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(published_at__isnull=False),
                name="training_course_closed_was_published",
                violation_error_message=_("Only a published course is closed."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("training:course", args=[self.pk])

    @property
    def is_self_paced(self):
        """Whether one takes it alone instead of attending a session."""
        return self.kind in SELF_PACED

    @property
    def is_running(self):
        return self.published_at is not None and self.closed_at is None

    @property
    def audience_labels(self):
        return [Audience(code).label for code in self.required_for]
