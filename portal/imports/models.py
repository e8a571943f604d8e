import uuid
from pathlib import Path

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .enums import Action, ImportState
from .kinds import SKIP_ERRORS, registry
from .querysets import OVER, WAITING, ImportQuerySet


def stored_name(_run, file_name):
    """Return a name in the store that says nothing of the file but its ending."""
    ending = Path(file_name).suffix.lower()
    return f"imports/{uuid.uuid4().hex}{ending if ending in ('.xlsx', '.xls', '.csv') else ''}"


class Import(models.Model):
    """One sheet on its way into the portal: who brought it, what it would do, what came of it.

    The row is the queue: the worker takes what waits in it (:data:`WAITING`) under a lock of its database session,
    which ends with the process. ``digest`` is what the person saw in the preview; applying recomputes it.
    """

    kind = models.CharField(_("kind"), max_length=40)
    file = models.FileField(_("file"), upload_to=stored_name, max_length=200, blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64)
    options = models.JSONField(_("options"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ImportState, default=ImportState.UPLOADED)
    is_direct = models.BooleanField(_("by command"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports", verbose_name=_("person"),
        null=True, blank=True,
    )  # fmt: skip
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports_confirmed", verbose_name=_("confirmed by"),
        null=True, blank=True,
    )  # fmt: skip
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("until"), null=True, blank=True)
    emptied_at = models.DateTimeField(_("personal data removed at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    phase = models.CharField(_("phase"), max_length=20, blank=True)
    digest = models.CharField(_("digest of the plan"), max_length=64, blank=True)
    has_changed = models.BooleanField(_("the portal changed after the preview"), default=False)
    rows_read = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    failed = models.PositiveIntegerField(_("rows with errors"), default=0)
    missing = models.PositiveIntegerField(_("missing from the file"), default=0)
    ended = models.PositiveIntegerField(_("assignments ended"), default=0)
    faults = models.JSONField(_("faults of the file"), default=list, blank=True)
    warnings = models.JSONField(_("warnings"), default=list, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ImportState.APPLIED, applied_at__isnull=False)
                | (~Q(state=ImportState.APPLIED) & Q(applied_at=None)),
                name="imports_import_applied_has_time",
                violation_error_message=_("An import is applied at a moment, or not at all."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OVER, finished_at__isnull=False) | (~Q(state__in=OVER) & Q(finished_at=None)),
                name="imports_import_over_has_end",
                violation_error_message=_("An import that is over has an end."),
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state__in=WAITING), name="imports_waiting"),
        ]

    def __str__(self):
        return self.file_name

    @property
    def kind_of(self):
        """The registered kind, or None when the portal no longer has it."""
        return registry.get(self.kind)

    @property
    def is_over(self):
        return self.state in OVER

    @property
    def is_waiting(self):
        """Whether the worker has, or is at, something to do."""
        return self.state in WAITING

    @property
    def skips_errors(self):
        return bool(self.options.get(SKIP_ERRORS))


class ImportRow(models.Model):
    """One row of a sheet on its way, or (without a number) a row of the portal that the sheet does not name.

    ``values``, ``label`` and ``differences`` may hold personal data and are emptied when they are no longer needed.
    """

    run = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("row"), null=True, blank=True)
    key = models.CharField(_("key"), max_length=200, blank=True)
    label = models.CharField(_("name"), max_length=200, blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    errors = models.JSONField(_("errors"), default=list, blank=True)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    differences = models.JSONField(_("differences"), default=list, blank=True)
    action = models.CharField(_("action"), max_length=10, choices=Action, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"],
                name="imports_importrow_number_once",
                violation_error_message=_("This row is staged already."),
            ),
        ]
        indexes = [models.Index(fields=["run", "action", "number"], name="imports_row_action")]

    def __str__(self):
        return f"{self.run} · {self.number or self.key}"
