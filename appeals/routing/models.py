from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Category
from portal.accounts.models import Unit
from portal.common.history import history
from portal.places.models import District

from .enums import Learns
from .querysets import RoutingQuerySet, RuleQuerySet


class RoutingRule(models.Model):
    """Whose a case is, by category, words and place: made by the desk, often out of a ruling. It suggests, never acts.

    ``words`` are separated by spaces; one of them in title or text is enough. A rule is never changed, only ended.
    """

    category = models.ForeignKey(
        Category, models.PROTECT, related_name="routing_rules", verbose_name=_("category"), null=True, blank=True
    )
    words = models.CharField(_("words"), max_length=200, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="routing_rules", verbose_name=_("district"), null=True, blank=True
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="routing_rules", verbose_name=_("handling unit"))
    reason = models.CharField(_("reason"), max_length=300)
    from_appeal = models.ForeignKey(
        Appeal, models.PROTECT, related_name="routing_rules", verbose_name=_("out of the ruling on"), null=True,
        blank=True,
    )  # fmt: skip
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"), null=True
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = RuleQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False) | ~Q(words=""),
                name="routing_rule_says_when",
                violation_error_message=_("Name a category or at least one word."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="routing_rule_has_reason",
                violation_error_message=_("A rule has a reason."),
            ),
        ]

    def __str__(self):
        return " · ".join(str(part) for part in (self.category, self.words, self.district, self.unit) if part)

    def found_in(self, title, text):
        """The words of the rule that stand in the case; a rule without words fits every case."""
        said = f"{title}\n{text}"
        return [word for word in self.words.split() if word in said]

    def fits(self, title, text):
        return not self.words or bool(self.found_in(title, text))


class Learned(models.Model):
    """The newest model of a kind: arrays and labels, no code; with how many cases it saw and how good it was."""

    kind = models.CharField(_("suggests"), max_length=10, choices=Learns, unique=True)
    data = models.BinaryField(_("model"))
    cases = models.PositiveIntegerField(_("cases"))
    top1 = models.FloatField(_("first suggestion right"))
    made_at = models.DateTimeField(_("learned at"))

    objects = RoutingQuerySet.as_manager()

    class Meta:
        verbose_name = _("learned suggestion")
        verbose_name_plural = _("learned suggestions")

    def __str__(self):
        return f"{self.get_kind_display()} · {self.cases}"
