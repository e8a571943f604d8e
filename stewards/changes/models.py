"""What local units propose and district leads decide: the roster, and who serves whom (guideline art. 3 and 10)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.enums import Level
from enterprises.models import Enterprise
from portal.accounts.models import Unit
from portal.common.history import history
from stewards.models import Steward

from .enums import Kind, State
from .querysets import OPEN, ProposalQuerySet, TakingQuerySet


class Proposal(models.Model):
    """A change that the general steward of ``unit`` proposes; from ``effective_on`` it is in force once approved.

    ``from_steward`` is who served when it was written: when somebody else does meanwhile, nothing is applied.
    A hand-over has no enterprise of its own but one :class:`Taking` for each.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="proposals", verbose_name=_("local unit"))
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="proposals", verbose_name=_("enterprise"), null=True, blank=True
    )
    other = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", verbose_name=_("other enterprise"), null=True, blank=True
    )
    level = models.CharField(_("level of the package"), max_length=10, choices=Level, blank=True)
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("new local unit"), null=True, blank=True
    )
    from_steward = models.ForeignKey(
        Steward, models.PROTECT, related_name="+", verbose_name=_("steward now"), null=True, blank=True
    )
    to_steward = models.ForeignKey(
        Steward, models.PROTECT, related_name="+", verbose_name=_("new steward"), null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=200)
    effective_on = models.DateField(_("effective on"), default=timezone.localdate)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name=_("proposed by")
    )
    created_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by"), null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.CharField(_("reason of the decision"), max_length=200, blank=True)
    applied_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    failure = models.CharField(_("why it could not be applied"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = ProposalQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-created_at"], name="proposals_by_state"),
            models.Index(
                fields=["effective_on"], condition=Q(state=State.APPROVED, applied_at=None), name="proposals_due"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind"],
                condition=OPEN,
                name="changes_proposal_one_open",
                violation_error_message=_("A proposal of this kind is open for this enterprise already."),
            ),
            models.UniqueConstraint(
                fields=["from_steward"],
                condition=OPEN & Q(kind=Kind.HANDOVER),
                name="changes_proposal_one_handover",
                violation_error_message=_("A hand-over of this steward is proposed already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[Kind.ADD, Kind.LEVEL], enterprise__isnull=False) & ~Q(level="")
                | Q(kind=Kind.REMOVE, enterprise__isnull=False)
                | Q(kind=Kind.MOVE, enterprise__isnull=False, to_unit__isnull=False)
                | Q(kind=Kind.REASSIGN, enterprise__isnull=False, to_steward__isnull=False)
                | Q(kind=Kind.SWAP, enterprise__isnull=False, other__isnull=False, from_steward__isnull=False,
                    to_steward__isnull=False)
                | Q(kind=Kind.HANDOVER, enterprise=None, from_steward__isnull=False),
                name="changes_proposal_whole",
                violation_error_message=_("The proposal does not say all that its kind needs."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.PROPOSED, decided_at=None, applied_at=None)
                | (~Q(state=State.PROPOSED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="changes_proposal_decided_by_somebody",
                violation_error_message=_("Who decided, and when, are given together."),
            ),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(state=State.APPROVED),
                name="changes_proposal_applied_when_approved",
                violation_error_message=_("Only an approved proposal is applied."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()} · {self.subject}"

    @property
    def subject(self):
        """The enterprise, or the steward who leaves."""
        return str(self.enterprise or self.from_steward)

    @property
    def is_open(self):
        """Whether it still changes something: to be decided, or waiting for its day."""
        return self.state == State.PROPOSED or (self.state == State.APPROVED and not self.applied_at)


class Taking(models.Model):
    """Who takes one enterprise in a hand-over."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="takings", verbose_name=_("proposal"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    steward = models.ForeignKey(Steward, models.PROTECT, related_name="+", verbose_name=_("new steward"))

    objects = TakingQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("enterprise of a hand-over")
        verbose_name_plural = _("enterprises of hand-overs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "enterprise"],
                name="changes_taking_once",
                violation_error_message=_("An enterprise goes to one steward."),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} → {self.steward}"
