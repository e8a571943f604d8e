import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.accounts.models import Unit
from portal.common.history import history
from stewards.models import Steward, Visit

from . import kinds
from .enums import ReportKind, ReportState, Urgency
from .querysets import OfReportQuerySet, ReportQuerySet


class Report(models.Model):
    """Something that officials should know of an enterprise, as its author wrote it (guideline art. 5.5).

    ``facts`` holds what the kind asks for (``kinds.py``), ``words`` the whole text for the search. ``steward`` is who
    served the enterprise then. ``client_id`` is given by the page, so that what is sent five times is one report.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="reports", verbose_name=_("enterprise"))
    kind = models.CharField(_("kind"), max_length=12, choices=ReportKind)
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency, default=Urgency.NORMAL)
    urgent_because = models.CharField(_("why it is urgent"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("text"), max_length=4000, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    words = models.TextField(_("all words"), blank=True, editable=False)
    happened_on = models.DateField(_("learned on"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports_written", verbose_name=_("written by")
    )
    steward = models.ForeignKey(
        Steward, models.PROTECT, related_name="reports", verbose_name=_("steward"), null=True, blank=True
    )
    from_visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="reports", verbose_name=_("from the visit"), null=True, blank=True
    )
    client_id = models.UUIDField(_("number given by the page"), default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    changed_at = models.DateTimeField(_("corrected at"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=ReportState, default=ReportState.SENT)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("acknowledged by"),
        null=True, blank=True,
    )  # fmt: skip
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = ReportQuerySet.as_manager()
    history = history(excluded_fields=["words"])

    class Meta:
        verbose_name = _("information report")
        verbose_name_plural = _("information reports")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["enterprise", "-created_at"], name="reports_of_enterprise"),
            models.Index(fields=["-created_at", "-id"], name="reports_newest"),
            models.Index(fields=["urgency", "created_at"], condition=Q(state="sent"), name="reports_unread"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReportState.SENT, acknowledged_at=None, acknowledged_by=None)
                | (~Q(state=ReportState.SENT) & Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False)),
                name="reports_report_acknowledged_says_who",
                violation_error_message=_("A report that was read says by whom and when."),
            ),
            models.CheckConstraint(
                condition=Q(urgency=Urgency.URGENT) | Q(urgent_because=""),
                name="reports_report_reason_of_urgent",
                violation_error_message=_("Only an urgent report has a reason for it."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values),
                name="reports_report_kind_known",
                violation_error_message=_("This kind does not exist."),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("reports:report", args=[self.number])

    @property
    def is_urgent(self):
        return self.urgency == Urgency.URGENT

    @property
    def facts_in_words(self):
        """``[(fact, value in words)]``, for pages and exports."""
        return kinds.in_words(self.kind, self.facts)


class ReportLog(models.Model):
    """One step of a report: who took it when, and to which unit it went."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="log", verbose_name=_("information report"))
    step = models.CharField(_("step"), max_length=12)
    state_from = models.CharField(_("state before"), max_length=12, choices=ReportState, blank=True)
    state_to = models.CharField(_("state after"), max_length=12, choices=ReportState)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="reports_received", verbose_name=_("unit"), null=True, blank=True
    )
    comment = models.TextField(_("note"), max_length=1000, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.step} · {self.at:%Y-%m-%d}"


class ReportAddition(models.Model):
    """What somebody added to a report after the hours in which it may be corrected; visible, and for good."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="additions", verbose_name=_("information report"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    text = models.TextField(_("addition"), max_length=2000)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("addition to a report")
        verbose_name_plural = _("additions to reports")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return self.text[:60]
