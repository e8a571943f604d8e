import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.common.history import history
from portal.places.models import District

from .enums import ContactWish, IntegrityState
from .querysets import PERMISSION, IntegrityReportQuerySet, ReadingQuerySet


class IntegrityReport(models.Model):
    """What a contact reports of misconduct, past steward and unit, straight to the district lead (guideline art. 11).

    Not shown in the administration, in no search, list or export; its words stay out of history. Read by its reporter
    and by holders of the permission alone, each reading with its row.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name=_("district"))
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    about = models.CharField(_("whom it is about"), max_length=300)
    what = models.TextField(_("what happened"), max_length=6000)
    when = models.CharField(_("when"), max_length=200)
    is_named = models.BooleanField(_("with the name"))
    contact_wish = models.CharField(_("contact"), max_length=8, choices=ContactWish, default=ContactWish.NONE)
    client_id = models.UUIDField(_("number given by the page"), default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)

    state = models.CharField(_("state"), max_length=10, choices=IntegrityState, default=IntegrityState.RECEIVED)
    looking_since = models.DateTimeField(_("looked into since"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    decided_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by"), null=True, blank=True
    )
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = IntegrityReportQuerySet.as_manager()
    history = history(excluded_fields=["reporter", "about", "what", "when", "answer"])

    class Meta:
        verbose_name = _("integrity report")
        verbose_name_plural = _("integrity reports")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        permissions = [(PERMISSION, _("Can read integrity reports of the district led"))]
        indexes = [models.Index(fields=["reporter", "-created_at"], name="integrity_of_reporter")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["received", "looking"], decided_at=None, decided_by=None, answer="")
                | (Q(state__in=["answered", "closed"], decided_at__isnull=False, decided_by__isnull=False)
                   & ~Q(answer="")),
                name="integrity_report_answer_says_who",
                violation_error_message=_("What is answered or closed says by whom, when and how."),
            ),
            models.CheckConstraint(
                condition=Q(is_named=True) | Q(contact_wish="none"),
                name="integrity_report_no_call_without_name",
                violation_error_message=_("Without your name nobody can call you."),
            ),
        ]  # fmt: skip

    def __str__(self):
        """The number alone: no list, message or log tells more."""
        return self.number

    def get_absolute_url(self):
        return reverse("integrity:report", args=[self.number])


class Reading(models.Model):
    """One time that a report of misconduct was opened by a reader: who, and when."""

    report = models.ForeignKey(
        IntegrityReport, models.PROTECT, related_name="readings", verbose_name=_("integrity report")
    )
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("read by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening of a report")
        verbose_name_plural = _("openings of reports")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["report", "reader", "-at"], name="integrity_readings")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}"
