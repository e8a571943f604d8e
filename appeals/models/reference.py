from django.db import models
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from enterprises.enums import Level
from portal.common.history import history

from ..enums import DayKind, Difficulty, PromiseKind


class Category(models.Model):
    """What an appeal is about; a top category groups its children."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", verbose_name=_("parent"), null=True, blank=True
    )
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    hint_en = models.CharField(_("hint in English"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    history = history()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(pk=models.F("parent")),
                name="appeals_category_not_its_own_parent",
                violation_error_message=_("A category cannot stand below itself."),
            ),
        ]

    def __str__(self):
        return self.name_en if (get_language() or "").startswith("en") else self.name


class TimeLimit(models.Model):
    """How long a promise takes: data, versioned by the day it takes effect, for new promises only.

    The most particular row wins: category and level, then category, then level, then neither; of these the latest
    that is in effect.
    """

    kind = models.CharField(_("promise"), max_length=15, choices=PromiseKind)
    difficulty = models.CharField(_("difficulty"), max_length=10, choices=Difficulty, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="limits", verbose_name=_("category"), null=True, blank=True
    )
    level = models.CharField(_("level of the package"), max_length=10, choices=Level, blank=True)
    days = models.PositiveSmallIntegerField(_("days"))
    day_kind = models.CharField(_("kind of days"), max_length=10, choices=DayKind, default=DayKind.WORKING)
    effective_from = models.DateField(_("in effect from"))
    basis = models.CharField(_("legal basis"), max_length=120, blank=True)

    history = history()

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        ordering = ["kind", "difficulty", "category", "level", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "difficulty", "category", "level", "effective_from"],
                nulls_distinct=False,
                name="appeals_timelimit_once",
                violation_error_message=_("There is already a limit of this kind from this day."),
            ),
            models.CheckConstraint(
                condition=models.Q(days__gte=1),
                name="appeals_timelimit_at_least_a_day",
                violation_error_message=_("A limit is at least one day."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.days}"

    @property
    def length(self):
        """The limit in words: 5 working days."""
        if self.day_kind == DayKind.WORKING:
            words = ngettext("%(n)d working day", "%(n)d working days", self.days)
        else:
            words = ngettext("%(n)d calendar day", "%(n)d calendar days", self.days)
        return words % {"n": self.days}
