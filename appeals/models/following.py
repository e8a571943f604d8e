from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..querysets import FollowUpQuerySet
from .appeal import Appeal, user_key


class FollowUp(models.Model):
    """After a bad rating: contact within one working day, re-check within three by somebody other than the handler.

    上海市优化营商环境条例 art. 30 asks for the contact; the re-check is the practice of 12345. One for each round.
    """

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="follow_ups", verbose_name=_("appeal"))
    round = models.PositiveSmallIntegerField(_("round"))
    opened_at = models.DateTimeField(_("opened at"))
    contacted_by = user_key("follow_ups_contacted", _("contacted by"))
    contacted_at = models.DateTimeField(_("contacted at"), null=True, blank=True)
    said = models.TextField(_("what was said"), max_length=2000, blank=True)
    checked_by = user_key("follow_ups_checked", _("checked by"))
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    helped = models.BooleanField(_("helped now"), null=True, blank=True)
    found = models.TextField(_("what was found"), max_length=2000, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "round"],
                name="appeals_followup_once",
                violation_error_message=_("This rating is already being followed up."),
            ),
            models.CheckConstraint(
                condition=Q(contacted_at=None) | ~Q(said=""),
                name="appeals_followup_contact_has_words",
                violation_error_message=_("A contact says what was said."),
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, helped=None)
                | Q(checked_at__isnull=False, helped__isnull=False) & ~Q(found=""),
                name="appeals_followup_check_has_outcome",
                violation_error_message=_("A re-check says whether it helped and what was found."),
            ),
        ]

    def __str__(self):
        return f"{self.appeal} · {self.round}"
