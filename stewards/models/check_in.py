from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.common.history import history

from ..enums import Evidence
from ..querysets import CheckInQuerySet
from .visit import Visit


class PlaceCode(models.Model):
    """The code on the poster in an enterprise's lobby: signed where it is printed, good until it is replaced."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="place_codes", verbose_name=_("enterprise"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("revoked by"), null=True, blank=True
    )

    history = history()

    class Meta:
        verbose_name = _("check-in code")
        verbose_name_plural = _("check-in codes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(revoked_at=None),
                name="stewards_placecode_one_in_force",
                violation_error_message=_("This enterprise has a code already."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="stewards_placecode_revoked_by_somebody",
                violation_error_message=_("Who revoked the code, and when, are given together."),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} · {self.pk}"


class CheckIn(models.Model):
    """That somebody was at an enterprise on a day, and what shows it; one for person, enterprise and day.

    ``longitude`` and ``latitude`` are WGS-84, ``accuracy`` and ``distance`` metres. Positions are personal: no history
    table holds them, and after 180 days they are rounded.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="check_ins", verbose_name=_("enterprise"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="check_ins", verbose_name=_("person")
    )
    visit = models.OneToOneField(
        Visit, models.PROTECT, related_name="check_in", verbose_name=_("visit"), null=True, blank=True
    )
    code = models.ForeignKey(
        PlaceCode, models.PROTECT, related_name="check_ins", verbose_name=_("code"), null=True, blank=True
    )
    day = models.DateField(_("day"))
    happened_at = models.DateTimeField(_("when"))
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    grade = models.CharField(_("evidence"), max_length=8, choices=Evidence)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    accuracy = models.PositiveIntegerField(_("accuracy (m)"), null=True, blank=True)
    distance = models.PositiveIntegerField(_("distance (m)"), null=True, blank=True)
    rounded_at = models.DateTimeField(_("rounded at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(
                fields=["happened_at"], condition=Q(rounded_at=None, longitude__isnull=False), name="check_ins_exact"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "enterprise", "day"],
                name="stewards_checkin_once_a_day",
                violation_error_message=_("You have checked in here today."),
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None, accuracy=None, distance=None)
                | Q(longitude__isnull=False, latitude__isnull=False, accuracy__isnull=False),
                name="stewards_checkin_position_whole",
                violation_error_message=_("A position has longitude, latitude and accuracy."),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} · {self.day}"


def file_path(row, filename):
    """Where a checked file is stored: a random name, outside the web root; the own name is data only."""
    return f"visits/{row.storage_name[:2]}/{row.storage_name}"


class VisitFile(models.Model):
    """A checked photo or file of a visit. ``size`` in bytes; ``storage_name`` is random."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="files", verbose_name=_("visit"))
    storage_name = models.CharField(_("storage name"), max_length=40, unique=True)
    file = models.FileField(_("file"), upload_to=file_path, max_length=120)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("content type"), max_length=80)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    class Meta:
        verbose_name = _("file of a visit")
        verbose_name_plural = _("files of visits")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "name", "sha256"],
                name="stewards_visitfile_once",
                violation_error_message=_("This file is there already."),
            ),
        ]

    def __str__(self):
        return self.name
