from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Handling
from portal.accounts.models import Unit
from portal.common.history import history

from .enums import OPEN, Effect, LimitKind, OrderState, Rule, Station
from .querysets import OfOrderQuerySet, OrderQuerySet

S = OrderState


def _person(label):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, null=True, blank=True
    )


class SupervisionOrder(models.Model):
    """An order to a unit that owes an enterprise something (督办单): to answer within its date, and be judged.

    ``state`` is assigned by ``workflow`` alone. ``cause`` is the key of the row for which a rule raised it (the
    promise, or the round). ``due_at`` is the date of the reply that is awaited now; at ``climbs_at`` an order without
    a reply goes one level up (NULL: there is no further one). The dates of before stand in the log.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="orders", verbose_name=_("appeal"))
    handling = models.ForeignKey(
        Handling, models.PROTECT, related_name="orders", verbose_name=_("handling"), null=True, blank=True
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="supervision_orders", verbose_name=_("respondent unit"))
    rule = models.CharField(_("rule"), max_length=12, choices=Rule, default=Rule.BY_HAND)
    cause = models.BigIntegerField(_("cause"), null=True, blank=True, editable=False)
    demand = models.TextField(_("what the unit should do and answer"), max_length=1000, blank=True)
    raised_by = _person(_("raised by"))
    raised_at = models.DateTimeField(_("raised at"))
    days = models.PositiveSmallIntegerField(_("days"))
    due_at = models.DateTimeField(_("due at"))

    state = models.CharField(_("state"), max_length=10, choices=OrderState, default=OrderState.ISSUED)
    station = models.CharField(_("level"), max_length=10, choices=Station, default=Station.RESPONDENT)
    climbs_at = models.DateTimeField(_("climbs at"), null=True, blank=True)
    reply = models.TextField(_("reply"), max_length=4000, blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    replied_by = _person(_("replied by"))
    verdict = models.TextField(_("verdict"), max_length=1000, blank=True)
    effect = models.CharField(_("effect"), max_length=10, choices=Effect, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    rests_until = models.DateTimeField(_("not raised again before"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = OrderQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("supervision order")
        verbose_name_plural = _("supervision orders")
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "rule", "unit"],
                condition=Q(state__in=OPEN),
                name="supervision_order_open_once",
                violation_error_message=_("The unit already has an open order of this kind on this case."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OrderState.values) & Q(rule__in=Rule.values) & Q(station__in=Station.values),
                name="supervision_order_words_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(rule=Rule.BY_HAND, raised_by__isnull=False) & ~Q(demand="")
                | ~Q(rule=Rule.BY_HAND) & Q(raised_by=None, cause__isnull=False),
                name="supervision_order_says_who",
                violation_error_message=_("An order names the rule, or the person that raised it and what is asked."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.REPLIED, S.ACCEPTED]) | Q(replied_at__isnull=False) & ~Q(reply=""),
                name="supervision_order_replied_has_reply",
                violation_error_message=_("An answered order has a reply and its time."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[S.ACCEPTED, S.WITHDRAWN], ended_at__isnull=False)
                | ~Q(state__in=[S.ACCEPTED, S.WITHDRAWN]) & Q(ended_at=None, effect=""),
                name="supervision_order_ended_has_time",
                violation_error_message=_("An order that is over, and no other, says when."),
            ),
            models.CheckConstraint(
                condition=Q(state=S.ACCEPTED) & ~Q(effect="") | ~Q(state=S.ACCEPTED) & Q(effect=""),
                name="supervision_order_accepted_has_effect",
                violation_error_message=_("An accepted order says what became of the case."),
            ),
        ]
        indexes = [
            models.Index(fields=["climbs_at"], condition=Q(state__in=["issued", "returned"]), name="orders_to_climb"),
            models.Index(fields=["unit", "state"], name="orders_of_unit"),
            models.Index(fields=["state", "due_at"], name="orders_by_state"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("supervision:order", args=[self.number])

    def get_state(self):
        """The state as an enum member, with its label."""
        return OrderState(self.state)

    @property
    def is_open(self):
        return self.state in OPEN


class OrderLog(models.Model):
    """One step of an order: never changed but for ``told_at``, when those concerned got their message of the sweep."""

    order = models.ForeignKey(SupervisionOrder, models.PROTECT, related_name="log", verbose_name=_("supervision order"))
    step = models.CharField(_("step"), max_length=10)
    from_state = models.CharField(_("from state"), max_length=10, choices=OrderState, blank=True)
    to_state = models.CharField(_("to state"), max_length=10, choices=OrderState)
    station = models.CharField(_("level"), max_length=10, choices=Station, default=Station.RESPONDENT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"), null=True, blank=True)
    by = _person(_("by"))
    comment = models.TextField(_("comment"), max_length=4000, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    at = models.DateTimeField(_("at"))
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = OfOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of an order")
        verbose_name_plural = _("steps of orders")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "station", "unit"],
                condition=Q(step="climb"),
                nulls_distinct=False,
                name="supervision_log_each_level_once",
                violation_error_message=_("The order has been at this level already."),
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(told_at=None), name="orders_to_tell")]

    def __str__(self):
        return f"{self.order_id} {self.step}"


class OrderLimit(models.Model):
    """How many working days an order gives: data, by the day it takes effect, for new dates only."""

    kind = models.CharField(_("limit"), max_length=10, choices=LimitKind)
    days = models.PositiveSmallIntegerField(_("days"))
    effective_from = models.DateField(_("in effect from"))
    basis = models.CharField(_("basis"), max_length=120, blank=True)

    history = history()

    class Meta:
        verbose_name = _("limit of supervision")
        verbose_name_plural = _("limits of supervision")
        ordering = ["kind", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "effective_from"],
                name="supervision_limit_once",
                violation_error_message=_("There is already a limit of this kind from this day."),
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1),
                name="supervision_limit_at_least_a_day",
                violation_error_message=_("A limit is at least one day."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.days}"
