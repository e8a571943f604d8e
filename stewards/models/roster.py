from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import RosterAction


class RosterImport(models.Model):
    """One run of the roster import: which file, by whom, and what came of it.

    ``applied_at`` is empty when nothing was applied. ``finished_at`` is empty while it runs, and for ever when the
    process was killed; then nothing was applied either.
    """

    file_name = models.CharField(_("file"), max_length=200)
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="roster_imports", verbose_name=_("person"),
        null=True, blank=True,
    )  # fmt: skip
    started_at = models.DateTimeField(_("from"), auto_now_add=True)
    finished_at = models.DateTimeField(_("until"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    failed = models.PositiveIntegerField(_("rows with errors"), default=0)

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-started_at", "-pk"]

    def __str__(self):
        return self.file_name


class RosterRow(models.Model):
    """One row of a roster on its way. ``values`` hold personal data and are emptied when the import ends."""

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows", verbose_name=_("roster import"))
    number = models.PositiveIntegerField(_("row"))
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    errors = models.JSONField(_("errors"), default=list, blank=True)
    action = models.CharField(_("action"), max_length=10, choices=RosterAction, blank=True)

    class Meta:
        verbose_name = _("row of a roster")
        verbose_name_plural = _("rows of rosters")
        ordering = ["roster", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "number"],
                name="stewards_rosterrow_number_once",
                violation_error_message=_("This row is staged already."),
            ),
        ]

    def __str__(self):
        return f"{self.roster} · {self.number}"
