from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..querysets import ExtensionQuerySet
from .appeal import user_key
from .case import Message
from .handling import Promise


class Extension(models.Model):
    """A unit asks for more time before its promise falls due; the desk decides (上海市优化营商环境条例 art. 49).

    Granted, another promise follows the old one: general becomes difficult. Refused, the old one stands.
    """

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="extensions", verbose_name=_("promise"))
    reason = models.TextField(_("reason"), max_length=1000)
    requested_by = user_key("extensions_requested", _("requested by"))
    requested_at = models.DateTimeField(_("requested at"))
    granted = models.BooleanField(_("granted"), null=True, blank=True)
    decided_by = user_key("extensions_decided", _("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    comment = models.TextField(_("comment"), max_length=1000, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["promise"],
                condition=Q(decided_at=None),
                name="appeals_extension_open_once",
                violation_error_message=_("More time has already been asked for."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, granted=None) | Q(decided_at__isnull=False, granted__isnull=False),
                name="appeals_extension_decided_whole",
                violation_error_message=_("A decision says yes or no, and when."),
            ),
        ]

    def __str__(self):
        return f"{self.promise} · {self.reason[:40]}"


class Pause(models.Model):
    """The clock of one promise stands still while the enterprise is asked something; the ledger of what that moved."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="pauses", verbose_name=_("promise"))
    question = models.ForeignKey(Message, models.PROTECT, related_name="pauses", verbose_name=_("question"))
    started_at = models.DateTimeField(_("paused at"))
    ended_at = models.DateTimeField(_("went on at"), null=True, blank=True)
    ended_by = user_key("pauses_ended", _("ended by"))
    due_before = models.DateTimeField(_("due before the pause"))
    due_after = models.DateTimeField(_("due after the pause"), null=True, blank=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["promise"],
                condition=Q(ended_at=None),
                name="appeals_pause_open_once",
                violation_error_message=_("The clock already stands still."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, due_after=None) | Q(ended_at__isnull=False, due_after__gte=F("due_before")),
                name="appeals_pause_ended_whole",
                violation_error_message=_("A pause that ended says when, and by when it is due now."),
            ),
        ]

    def __str__(self):
        return f"{self.promise} · {self.started_at:%Y-%m-%d}"
