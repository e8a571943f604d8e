import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.enums import Level
from enterprises.models import Enterprise
from portal.common.history import history
from portal.common.workdays import SHANGHAI, WORK_ENDS

from ..enums import Topic, VisitMode
from ..querysets import FollowUpQuerySet, VisitQuerySet
from .steward import Steward


class Visit(models.Model):
    """One contact with an enterprise, on site or from afar, as its author wrote it (guideline art. 5.1).

    ``steward`` is who served the enterprise then: authorship and service stay apart when it is handed over.
    ``client_id`` is given by the page, so that what is sent five times is one record.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="visits", verbose_name=_("enterprise"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits_written", verbose_name=_("written by")
    )
    steward = models.ForeignKey(
        Steward, models.PROTECT, related_name="visits", verbose_name=_("steward"), null=True, blank=True
    )
    mode = models.CharField(_("mode"), max_length=10, choices=VisitMode)
    happened_at = models.DateTimeField(_("when"))
    people = models.CharField(_("who took part"), max_length=300)
    topics = ArrayField(models.CharField(max_length=12, choices=Topic), verbose_name=_("topics"), default=list)
    heard = models.TextField(_("what you heard"), max_length=4000)
    explained = models.TextField(_("what was explained"), max_length=4000, blank=True)
    client_id = models.UUIDField(_("number given by the page"), default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    changed_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = VisitQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["enterprise", "-happened_at"], name="visits_of_enterprise"),
            models.Index(fields=["-happened_at", "-id"], name="visits_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(happened_at__lte=F("created_at")),
                name="stewards_visit_not_in_the_future",
                violation_error_message=_("A visit lies in the past."),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} · {timezone.localtime(self.happened_at):%Y-%m-%d}"

    @property
    def evidence(self):
        """What shows that the author was there, in words; empty where there is no check-in."""
        check_in = getattr(self, "check_in", None)
        return check_in.get_grade_display() if check_in else ""

    @property
    def topic_labels(self):
        """The topics in words."""
        return [Topic(topic).label for topic in self.topics]


class VisitAddition(models.Model):
    """What somebody added to a record after the hours in which it may be corrected; it stays visible as such."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="additions", verbose_name=_("visit"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    text = models.TextField(_("addition"), max_length=2000)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = _("addition")
        verbose_name_plural = _("additions")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return self.text[:60]


class FollowUp(models.Model):
    """Something promised in a visit, with its day; it stays with the enterprise when the steward changes."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="follow_ups", verbose_name=_("visit"))
    text = models.CharField(_("what was promised"), max_length=300)
    due_on = models.DateField(_("until"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("done by"), null=True, blank=True
    )
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = FollowUpQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at=None), name="follow_ups_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | ~Q(outcome=""),
                name="stewards_followup_done_says_how",
                violation_error_message=_("Say what came of it."),
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def due_at(self):
        """The end of the working day until which it is promised."""
        return datetime.combine(self.due_on, WORK_ENDS, SHANGHAI)


class Cadence(models.Model):
    """How often an enterprise is contacted at least, by the level of its package. The number is ours, and data."""

    level = models.CharField(_("level of the package"), max_length=10, choices=Level, unique=True)
    days = models.PositiveSmallIntegerField(_("days"))

    history = history()

    class Meta:
        verbose_name = _("contact cadence")
        verbose_name_plural = _("contact cadences")
        ordering = ["level"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__range=(7, 366)),
                name="stewards_cadence_week_to_year",
                violation_error_message=_("Between a week and a year."),
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()} · {self.days}"
