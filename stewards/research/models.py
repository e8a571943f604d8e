import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enterprises.enums import Level
from enterprises.models import Enterprise
from portal.accounts.models import Unit
from portal.common.history import history
from stewards.models import Visit

from .enums import ResearchState, StopState
from .querysets import ResearchStopQuerySet, ResearchVisitQuerySet


def _person(related_name, label, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, verbose_name=label, **options
    )


class ResearchVisit(models.Model):
    """A leader goes to see enterprises; the steward joins, writes it down and returns later (guideline art. 5.1).

    ``uid`` and ``sequence`` are what calendars know it by: the first stays, the second counts the changes.
    """

    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    leader = _person("research_led", _("leader"), null=True, blank=True)
    leader_name = models.CharField(_("name of the leader"), max_length=60, blank=True)
    leader_office = models.CharField(_("office of the leader"), max_length=100, blank=True)
    purpose = models.CharField(_("purpose"), max_length=300)
    meeting_point = models.CharField(_("meeting point"), max_length=200, blank=True)
    companions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="research_joined", verbose_name=_("who accompanies"), blank=True
    )
    others = models.CharField(_("who else accompanies"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ResearchState, default=ResearchState.PLANNED, editable=False
    )
    cancelled_because = models.CharField(_("reason of the cancellation"), max_length=300, blank=True)
    planned_by = _person("research_planned", _("planned by"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="research_visits", verbose_name=_("unit"), null=True, blank=True
    )
    uid = models.UUIDField(_("number for calendars"), default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("number of changes"), default=0, editable=False)
    created_at = models.DateTimeField(_("planned at"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = ResearchVisitQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("research visit")
        verbose_name_plural = _("research visits")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["-starts_at", "-id"], name="research_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="research_visit_ends_after_start",
                violation_error_message=_("The end lies after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(leader__isnull=False) | ~Q(leader_name=""),
                name="research_visit_has_leader",
                violation_error_message=_("Say which leader goes."),
            ),
            models.CheckConstraint(
                condition=Q(state=ResearchState.CANCELLED) ^ Q(cancelled_because=""),
                name="research_visit_cancelled_says_why",
                violation_error_message=_("A cancellation says why, and nothing else does."),
            ),
        ]

    def __str__(self):
        return f"{self.led_by} · {timezone.localtime(self.starts_at):%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("research:detail", args=[self.pk])

    @property
    def led_by(self):
        """The leader's name: of the account, or as it was typed; with the office where one is known."""
        name = self.leader.name if self.leader_id else self.leader_name
        words = {"name": name, "office": self.leader_office}
        return gettext("%(name)s, %(office)s") % words if self.leader_office else name


class ResearchStop(models.Model):
    """One enterprise of a research visit: when, what came of it, and until when somebody returns.

    The record itself is a visit (``visit``), so that coverage, cadence and follow-ups count it like any other.
    """

    research_visit = models.ForeignKey(
        ResearchVisit, models.PROTECT, related_name="stops", verbose_name=_("research visit")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="research_stops", verbose_name=_("enterprise")
    )
    at = models.DateTimeField(_("when"))
    state = models.CharField(_("state"), max_length=10, choices=StopState, default=StopState.PLANNED, editable=False)
    visit = models.OneToOneField(
        Visit, models.PROTECT, related_name="research_stop", verbose_name=_("record"), null=True, blank=True
    )
    revisit_on = models.DateField(_("revisit by"), null=True, blank=True)
    revisit = models.ForeignKey(
        Visit, models.PROTECT, related_name="revisit_of", verbose_name=_("revisit"), null=True, blank=True
    )
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = ResearchStopQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["at"], condition=Q(state="planned"), name="research_stops_coming"),
            models.Index(fields=["revisit_on"], condition=Q(revisit=None), name="research_revisits_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["research_visit", "enterprise"],
                name="research_stop_once",
                violation_error_message=_("An enterprise stands in the plan once."),
            ),
            models.CheckConstraint(
                condition=Q(state=StopState.RECORDED) ^ Q(visit=None),
                name="research_stop_recorded_has_visit",
                violation_error_message=_("A recorded stop has its record, and no other has one."),
            ),
            models.CheckConstraint(
                condition=Q(revisit_on=None, revisit=None) | Q(visit__isnull=False),
                name="research_stop_revisit_after_record",
                violation_error_message=_("A revisit follows a record."),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} · {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class Budget(models.Model):
    """How often an enterprise is reached in a month at most, by its level (无事不扰). The number is ours, and data."""

    level = models.CharField(_("level of the package"), max_length=10, choices=Level, unique=True)
    contacts = models.PositiveSmallIntegerField(_("times a month"))

    history = history()

    class Meta:
        verbose_name = _("burden budget")
        verbose_name_plural = _("burden budgets")
        ordering = ["level"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contacts__range=(1, 100)),
                name="research_budget_one_to_hundred",
                violation_error_message=_("Between 1 and 100."),
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()} · {self.contacts}"
