from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .enums import TownKind


class District(models.Model):
    """One of Shanghai's 16 districts: a place, not a unit. ``code`` is the six-digit division code."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    name = models.CharField(_("name"), max_length=30, unique=True)
    name_en = models.CharField(_("name in English"), max_length=30)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["code"]

    def __str__(self):
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Town(models.Model):
    """A street, town, township or park. ``code`` is the nine-digit division code."""

    code = models.CharField(_("code"), max_length=9, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    district = models.ForeignKey(District, models.PROTECT, related_name="towns", verbose_name=_("district"))
    kind = models.CharField(_("kind"), max_length=10, choices=TownKind)

    class Meta:
        verbose_name = _("street, town or park")
        verbose_name_plural = _("streets, towns and parks")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"],
                name="places_town_name_once",
                violation_error_message=_("The district already has a street, town or park of this name."),
            ),
        ]

    def __str__(self):
        return self.name
