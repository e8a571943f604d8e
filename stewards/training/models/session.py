from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.history import history

from ..querysets import EnrolmentQuerySet, SessionQuerySet
from .course import Course

#: The most places that a session has.
MOST_PLACES = 500


class Session(models.Model):
    """One date of a course, with so many places (guideline art. 6)."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", verbose_name=_("course"))
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    venue = models.CharField(_("place"), max_length=120, blank=True)
    link = models.URLField(_("link"), blank=True)
    places = models.PositiveSmallIntegerField(_("places"))
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="training_sessions", verbose_name=_("who runs it")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    edition = models.PositiveSmallIntegerField(_("number of changes"), default=0)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("cancelled by"),
        null=True, blank=True,
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = SessionQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["begins_at", "pk"]
        indexes = [models.Index(fields=["begins_at"], name="training_sessions_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")),
                name="training_session_ends_after_beginning",
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(places__range=(1, MOST_PLACES)),
                name="training_session_has_places",
                violation_error_message=_("Between 1 and 500 places."),
            ),
            models.CheckConstraint(
                condition=~(Q(venue="") & Q(link="")),
                name="training_session_is_somewhere",
                violation_error_message=_("Say where it takes place, or give a link."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(reason=""),
                name="training_session_cancelled_says_why",
                violation_error_message=_("Say why the session is cancelled."),
            ),
        ]

    def __str__(self):
        return f"{self.course} · {timezone.localtime(self.begins_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return reverse("training:session", args=[self.pk])

    @property
    def has_begun(self):
        return self.begins_at <= timezone.now()


class Enrolment(models.Model):
    """Somebody wants to attend: with a numbered place, or on the waiting list. The database gives a place once."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="enrolments", verbose_name=_("session"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments", verbose_name=_("person")
    )
    place = models.PositiveSmallIntegerField(_("number of the place"), null=True, blank=True)
    created_at = models.DateTimeField(_("enrolled at"), default=timezone.now)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = EnrolmentQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["place", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "place"],
                condition=Q(cancelled_at=None, place__isnull=False),
                name="training_enrolment_place_once",
                violation_error_message=_("This place has just been taken."),
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(cancelled_at=None),
                name="training_enrolment_once",
                violation_error_message=_("You are enrolled already."),
            ),
            models.CheckConstraint(
                condition=Q(place=None) | Q(place__range=(1, MOST_PLACES)),
                name="training_enrolment_place_counts_from_one",
                violation_error_message=_("Between 1 and 500 places."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.session}"
