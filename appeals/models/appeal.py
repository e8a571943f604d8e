from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.accounts.models import Unit
from portal.common.history import history
from portal.common.querysets import spread
from stewards.models import Visit

from ..enums import AppealState, Channel, ClosedAs, Difficulty, HandlingState, Reviewer, Urgency
from ..querysets import AppealQuerySet
from .reference import Category

S = AppealState
#: States that an appeal can only be in once it was submitted.
_SENT = [S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.DECLINED, S.IN_HANDLING, S.REPLIED, S.CLOSED]


def user_key(related_name, label, **options):
    """An actor: kept for ever (``PROTECT``), empty until the step is taken."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, verbose_name=label,
        null=True, blank=True, **options,
    )  # fmt: skip


class Appeal(models.Model):
    """An appeal of one enterprise (诉求), from the first word to the satisfied enterprise.

    ``state`` is assigned by ``appeals.workflow`` alone. ``number`` is given at submission; a draft has none. ``due_at``
    repeats the earliest running promise (NULL: none runs), so that a list of a million cases is sorted by an index.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, null=True, blank=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="appeals", verbose_name=_("enterprise"))
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="appeals", verbose_name=_("category"), null=True, blank=True
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("what happened and what you need"), max_length=4000, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    wants_call = models.BooleanField(_("please call me"), default=False)
    suggested_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="suggested_appeals", verbose_name=_("handling unit, if you know it"),
        null=True, blank=True,
    )  # fmt: skip
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.PORTAL)
    external_source = models.CharField(_("external source"), max_length=30, blank=True)
    external_number = models.CharField(_("external number"), max_length=60, blank=True)
    reviewer = models.CharField(_("reviewer"), max_length=10, choices=Reviewer, default=Reviewer.STEWARD)
    difficulty = models.CharField(_("difficulty"), max_length=10, choices=Difficulty, default=Difficulty.GENERAL)
    from_visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="+", verbose_name=_("came of the visit"), null=True, blank=True
    )
    previous = models.ForeignKey(
        "self", models.PROTECT, related_name="followers", verbose_name=_("earlier appeal"), null=True, blank=True
    )

    state = models.CharField(_("state"), max_length=12, choices=AppealState, default=AppealState.DRAFT)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    closed_as = models.CharField(_("closed as"), max_length=10, choices=ClosedAs, blank=True)
    decline_reason = models.TextField(_("reason"), blank=True)
    decline_advice = models.TextField(_("where to go"), blank=True)

    created_by = user_key("appeals_created", _("written by"))
    claimed_by = user_key("appeals_claimed", _("claimed by"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True, blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(_("last change"), auto_now=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = AppealQuerySet.as_manager()
    history = history(excluded_fields=["due_at"])

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AppealState.values),
                name="appeals_appeal_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_SENT) | Q(submitted_at__isnull=False, number__isnull=False),
                name="appeals_appeal_sent_has_number",
                violation_error_message=_("A submitted appeal has a number and the time of submission."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.ACCEPTED, S.IN_HANDLING, S.REPLIED, S.CLOSED]) | Q(accepted_at__isnull=False),
                name="appeals_appeal_accepted_has_time",
                violation_error_message=_("An accepted appeal has the time of acceptance."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.IN_HANDLING, S.REPLIED, S.CLOSED]) | Q(dispatched_at__isnull=False),
                name="appeals_appeal_in_handling_has_time",
                violation_error_message=_("An appeal in handling has the time of dispatch."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.REPLIED, S.CLOSED]) | Q(replied_at__isnull=False),
                name="appeals_appeal_replied_has_time",
                violation_error_message=_("A replied appeal has the time of the reply."),
            ),
            models.CheckConstraint(
                condition=Q(state=S.CLOSED, closed_at__isnull=False) & ~Q(closed_as="")
                | Q(closed_at=None, closed_as="") & ~Q(state=S.CLOSED),
                name="appeals_appeal_closed_has_time",
                violation_error_message=_("A closed appeal, and no other, says when and how it was closed."),
            ),
            models.CheckConstraint(
                condition=~Q(state=S.DECLINED) | ~Q(decline_reason=""),
                name="appeals_appeal_declined_has_reason",
                violation_error_message=_("A declined appeal gives the reason."),
            ),
            models.UniqueConstraint(
                fields=["external_source", "external_number"],
                condition=~Q(external_number=""),
                name="appeals_appeal_external_once",
                violation_error_message=_("This external case is already here."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-submitted_at"], name="appeals_by_state"),
            models.Index(fields=["enterprise", "-created_at"], name="appeals_by_enterprise"),
            models.Index(F("submitted_at").desc(nulls_last=True), F("id").desc(), name="appeals_newest"),
            models.Index(
                F("due_at").asc(nulls_last=True),
                F("submitted_at").desc(nulls_last=True),
                F("id").desc(),
                name="appeals_urgent",
            ),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="appeals_title_trgm"),
            GinIndex(spread("title"), name="appeals_title_spread"),
        ]

    def __str__(self):
        return f"{self.number or '—'} {self.title}"

    def get_absolute_url(self):
        """The page of the case; a draft has no number and opens in the form."""
        if self.number:
            return reverse("appeals:detail", args=[self.number])
        return reverse("appeals:draft", args=[self.pk])

    def get_state(self):
        """The state as an enum member, with its label."""
        return AppealState(self.state)


class AppealLog(models.Model):
    """One step of an appeal or of one unit's handling: never updated, never deleted."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="logs", verbose_name=_("appeal"))
    handling = models.ForeignKey(
        "appeals.Handling", models.PROTECT, related_name="logs", verbose_name=_("handling"), null=True, blank=True
    )
    step = models.CharField(_("step"), max_length=30)
    from_state = models.CharField(
        _("from state"), max_length=12, choices=[*AppealState.choices, *HandlingState.choices]
    )
    to_state = models.CharField(_("to state"), max_length=12, choices=[*AppealState.choices, *HandlingState.choices])
    by = user_key("appeal_steps", _("by"))
    by_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="appeal_steps", verbose_name=_("unit"), null=True, blank=True
    )
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["appeal", "at"], name="appeals_log_of_appeal")]

    def __str__(self):
        return f"{self.appeal_id} {self.step}"
