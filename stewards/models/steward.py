from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.accounts.models import Unit
from portal.common.history import history

from ..querysets import AssignmentQuerySet, StewardQuerySet

#: The cap: at most ten key enterprises a steward (guideline art. 3 speaks of an average; the hard ten is the owner's).
SLOTS = 10


class Steward(models.Model):
    """An official of a local unit who serves up to ten key enterprises (服务管家)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="steward", verbose_name=_("person")
    )
    staff_no = models.CharField(_("staff number"), max_length=30, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stewards", verbose_name=_("local unit"))
    started_on = models.DateField(_("from"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = StewardQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("steward")
        verbose_name_plural = _("stewards")
        ordering = ["staff_no"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="stewards_steward_ends_after_start",
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
        ]

    def __str__(self):
        return str(self.user)


class Liaison(models.Model):
    """A liaison officer who helps one steward (guideline art. 4)."""

    steward = models.ForeignKey(Steward, models.PROTECT, related_name="liaisons", verbose_name=_("steward"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="liaison_for", verbose_name=_("person")
    )
    started_on = models.DateField(_("from"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    history = history()

    class Meta:
        verbose_name = _("liaison officer")
        verbose_name_plural = _("liaison officers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["steward"],
                condition=Q(ended_on=None),
                name="stewards_liaison_one_per_steward",
                violation_error_message=_("This steward already has a liaison officer."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="stewards_liaison_ends_after_start",
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
        ]

    def __str__(self):
        return str(self.user)


class Assignment(models.Model):
    """A steward serves a key enterprise in one of ten slots, from one instant until another (一企一管家)."""

    steward = models.ForeignKey(Steward, models.PROTECT, related_name="assignments", verbose_name=_("steward"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="assignments", verbose_name=_("enterprise"))
    slot = models.PositiveSmallIntegerField(_("slot"))
    started_at = models.DateTimeField(_("from"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments_started", verbose_name=_("put in force by"),
        null=True, blank=True,
    )  # fmt: skip
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments_ended", verbose_name=_("ended by"),
        null=True, blank=True,
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = AssignmentQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["steward", "slot", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slot__range=(1, SLOTS)),
                name="stewards_assignment_slot_1_to_10",
                violation_error_message=_("A steward serves at most ten key enterprises."),
            ),
            models.UniqueConstraint(
                fields=["steward", "slot"],
                condition=Q(ended_at=None),
                name="stewards_assignment_slot_once",
                violation_error_message=_("This place of the steward is taken."),
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(ended_at=None),
                name="stewards_assignment_one_steward",
                violation_error_message=_("This enterprise already has a steward."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="stewards_assignment_ends_after_start",
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} · {self.steward} ({self.slot})"
