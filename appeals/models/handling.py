from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Unit
from portal.common.history import history

from ..enums import DayKind, EndedAs, HandlingState, Outcome, PromiseKind
from ..querysets import HandlingQuerySet, PromiseQuerySet
from .appeal import Appeal, user_key

H = HandlingState


class Handling(models.Model):
    """What one unit, lead or joint, does for one appeal in one round: its own states, promises and rating."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="handlings", verbose_name=_("appeal"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="handlings", verbose_name=_("handling unit"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    is_lead = models.BooleanField(_("lead unit"))
    state = models.CharField(_("state"), max_length=12, choices=HandlingState, default=HandlingState.ASSIGNED)
    owner = user_key("handlings_owned", _("owner inside the unit"))
    assigned_by = user_key("handlings_assigned", _("dispatched by"))
    assigned_at = models.DateTimeField(_("dispatched at"))
    accepted_at = models.DateTimeField(_("taken on at"), null=True, blank=True)
    contacted_at = models.DateTimeField(_("first contact at"), null=True, blank=True)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    return_basis = models.TextField(_("basis of the return"), blank=True)
    proposed_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="proposed_handlings", verbose_name=_("proposed owner"),
        null=True, blank=True,
    )  # fmt: skip
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    reply = models.TextField(_("reply"), max_length=8000, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    clause = models.CharField(_("clause"), max_length=200, blank=True)
    is_binding = models.BooleanField(_("by binding ruling"), default=False, db_default=False)

    objects = HandlingQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("handling")
        verbose_name_plural = _("handlings")
        ordering = ["-is_lead", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=HandlingState.values),
                name="appeals_handling_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.UniqueConstraint(
                fields=["appeal", "unit"],
                condition=Q(state__in=[H.ASSIGNED, H.ACCEPTED]),
                name="appeals_handling_unit_once",
                violation_error_message=_("This unit already handles the appeal."),
            ),
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(is_lead=True, state__in=[H.ASSIGNED, H.ACCEPTED]),
                name="appeals_handling_one_lead",
                violation_error_message=_("The appeal already has a lead unit."),
            ),
            models.CheckConstraint(
                condition=~Q(state=H.ACCEPTED) | Q(accepted_at__isnull=False),
                name="appeals_handling_accepted_has_time",
                violation_error_message=_("Taken on means: with the time of taking on."),
            ),
            models.CheckConstraint(
                condition=~Q(state=H.RETURNED) | Q(returned_at__isnull=False) & ~Q(return_basis=""),
                name="appeals_handling_returned_has_basis",
                violation_error_message=_("A return gives its basis."),
            ),
            models.CheckConstraint(
                condition=~Q(state=H.REPLIED) | Q(replied_at__isnull=False) & ~Q(reply="") & ~Q(outcome=""),
                name="appeals_handling_replied_has_outcome",
                violation_error_message=_("A reply has a text and an honest outcome."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[Outcome.EXPLAINED]) | ~Q(clause=""),
                name="appeals_handling_explained_has_clause",
                violation_error_message=_("An explanation cites its clause."),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="appeals_handling_of_unit"),
            models.Index(MD5("reply"), condition=~Q(reply=""), name="appeals_handling_same_reply"),
        ]

    def __str__(self):
        return f"{self.unit} · {self.get_state_display()}"

    def get_state(self):
        """The state as an enum member, with its label."""
        return HandlingState(self.state)

    @property
    def is_live(self):
        """Whether the unit has still something to do."""
        return self.state in (HandlingState.ASSIGNED, HandlingState.ACCEPTED)


class Promise(models.Model):
    """A dated promise: made once, then kept, broken or lapsed; never quietly moved (product: “Promises”).

    ``due_at`` is stored when the promise is made; only the end of a :class:`Pause` moves it, by the days that the
    enterprise was asked. ``kept_at`` later than ``due_at`` means kept too late, and the promise stays broken.
    ``lapsed_at`` ends a promise that nobody needs any more (withdrawn, returned, declined), or that another one
    ``follows``: extended on request, or broken and given the next date (``ended_as``).
    """

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="promises", verbose_name=_("appeal"))
    handling = models.ForeignKey(
        Handling, models.PROTECT, related_name="promises", verbose_name=_("handling"), null=True, blank=True
    )
    kind = models.CharField(_("promise"), max_length=15, choices=PromiseKind)
    days = models.PositiveSmallIntegerField(_("days"))
    day_kind = models.CharField(
        _("kind of days"), max_length=10, choices=DayKind, default=DayKind.WORKING, db_default="working"
    )
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("due at"))
    kept_at = models.DateTimeField(_("kept at"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("lapsed at"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    ended_as = models.CharField(_("ended as"), max_length=10, choices=EndedAs, blank=True, default="", db_default="")
    follows = models.OneToOneField(
        "self", models.PROTECT, related_name="followed_by", verbose_name=_("follows"), null=True, blank=True
    )
    reminded_soon_at = models.DateTimeField(_("reminded that it is due soon"), null=True, blank=True)
    reminded_over_at = models.DateTimeField(_("reminded that it is overdue"), null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "handling", "kind"],
                condition=Q(kept_at=None, lapsed_at=None),
                nulls_distinct=False,
                name="appeals_promise_open_once",
                violation_error_message=_("This promise is already running."),
            ),
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(lapsed_at=None),
                name="appeals_promise_one_end",
                violation_error_message=_("A promise is kept or it lapses, not both."),
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(kept_at=None, lapsed_at=None),
                name="appeals_promise_paused_while_running",
                violation_error_message=_("Only a running promise can be paused."),
            ),
            models.CheckConstraint(
                condition=Q(ended_as="") | Q(lapsed_at__isnull=False),
                name="appeals_promise_ended_has_time",
                violation_error_message=_("What another promise follows has ended."),
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("made_at")),
                name="appeals_promise_due_after_made",
                violation_error_message=_("A promise falls due after it was made."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(kept_at=None, lapsed_at=None), name="appeals_promise_running"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.due_at:%Y-%m-%d}"

    @property
    def is_running(self):
        """Neither kept nor lapsed."""
        return self.kept_at is None and self.lapsed_at is None

    @property
    def is_late(self):
        """Kept, but after it was due; a running one is judged against the clock by the page."""
        return self.kept_at is not None and self.kept_at > self.due_at
