from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal
from portal.accounts.models import Unit
from portal.common.history import history

from .enums import Coming, ConsultationState
from .querysets import ConsultationQuerySet, SeatQuerySet


def person_key(label, **options):
    """A person who did something: kept for ever (``PROTECT``)."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options)


class Consultation(models.Model):
    """A meeting of the units that handle a case together: when, where, and what was agreed.

    ``edition`` grows with every change of time and place, so that calendars replace the entry.
    """

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="consultations", verbose_name=_("appeal"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.CharField(_("room"), max_length=120, blank=True)
    link = models.URLField(_("link"), max_length=300, blank=True)
    purpose = models.TextField(_("what is to be settled"), max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=ConsultationState, default=ConsultationState.CALLED)
    edition = models.PositiveSmallIntegerField(_("edition"), default=0)
    called_by = person_key(_("called by"))
    called_at = models.DateTimeField(_("called at"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    minutes = models.TextField(_("minutes"), max_length=4000, blank=True)
    reason = models.CharField(_("why it was called off"), max_length=300, blank=True)
    ended_by = person_key(_("ended by"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    reminded_day_at = models.DateTimeField(_("reminded the day before"), null=True, blank=True)
    reminded_hour_at = models.DateTimeField(_("reminded the hour before"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = ConsultationQuerySet.as_manager()
    history = history(excluded_fields=["reminded_day_at", "reminded_hour_at"])

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "starts_at"],
                condition=Q(state=ConsultationState.CALLED),
                name="consultations_once_at_a_time",
                violation_error_message=_("A consultation of this case is called for this time already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="consultations_end_after_beginning",
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
            models.CheckConstraint(
                condition=~Q(room="") | ~Q(link=""),
                name="consultations_somewhere",
                violation_error_message=_("Say where it takes place, or give a link."),
            ),
            models.CheckConstraint(
                condition=Q(state=ConsultationState.CALLED, ended_at=None, minutes="", reason="")
                | Q(state=ConsultationState.HELD, ended_at__isnull=False, reason="") & ~Q(minutes="")
                | Q(state=ConsultationState.CANCELLED, ended_at__isnull=False, minutes="") & ~Q(reason=""),
                name="consultations_ended_whole",
                violation_error_message=_("What was held has minutes, what was called off its reason."),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(state="called"), name="consultations_to_come"),
        ]

    def __str__(self):
        return f"{self.appeal} · {self.starts_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return self.appeal.get_absolute_url()

    def get_state(self):
        """The state as an enum member, with its label."""
        return ConsultationState(self.state)

    @property
    def place(self):
        return self.room or self.link


class Seat(models.Model):
    """A unit at a consultation: what it said to the invitation, and whether it was there."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="seats", verbose_name=_("consultation"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    is_lead = models.BooleanField(_("lead unit"), default=False)
    coming = models.CharField(_("answer"), max_length=5, choices=Coming, default=Coming.OPEN)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    answered_by = person_key(_("answered by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    attended = models.BooleanField(_("was there"), default=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit at a consultation")
        verbose_name_plural = _("units at a consultation")
        ordering = ["-is_lead", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "unit"],
                name="consultations_seat_once",
                violation_error_message=_("This unit is invited already."),
            ),
            models.CheckConstraint(
                condition=~Q(coming=Coming.NO) | ~Q(reason=""),
                name="consultations_absence_has_reason",
                violation_error_message=_("Who does not come says why."),
            ),
        ]

    def __str__(self):
        return f"{self.unit} · {self.get_coming_display()}"
