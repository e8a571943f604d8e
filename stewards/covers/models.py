from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.history import history
from stewards.models import Steward

from .querysets import CoverQuerySet


class Cover(models.Model):
    """A deputy stands in for a steward from a day until a day, both included (guideline art. 10).

    Decided by the general steward alone; it counts against nobody's cap. ``ended_at`` is set when it ends early.
    """

    steward = models.ForeignKey(Steward, models.PROTECT, related_name="covers", verbose_name=_("steward"))
    deputy = models.ForeignKey(Steward, models.PROTECT, related_name="deputising", verbose_name=_("deputy"))
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="covers_decided", verbose_name=_("decided by")
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended early at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ended by"), null=True, blank=True
    )
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = CoverQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("cover")
        verbose_name_plural = _("covers")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(steward=F("deputy")),
                name="covers_cover_by_somebody_else",
                violation_error_message=_("Nobody stands in for himself."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("started_on")),
                name="covers_cover_ends_after_start",
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="covers_cover_ended_by_somebody",
                violation_error_message=_("Who ended the cover, and when, are given together."),
            ),
            ExclusionConstraint(
                name="covers_cover_one_at_a_time",
                expressions=[
                    ("steward", RangeOperators.EQUAL),
                    (models.Func("started_on", "ended_on", models.Value("[]"), function="daterange"),
                     RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at=None),
                violation_error_message=_("Somebody stands in for this steward on some of these days already."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.steward} · {self.deputy}"

    @property
    def is_running(self):
        """Whether the deputy stands in today."""
        return self.ended_at is None and self.started_on <= timezone.localdate() <= self.ended_on

    @property
    def dialog(self):
        """The id of the dialog that asks before it ends."""
        return f"end-{self.pk}"

    @property
    def may_change(self):
        """Whether its end may still be set: it is not over."""
        return self.ended_at is None and self.ended_on >= timezone.localdate()
