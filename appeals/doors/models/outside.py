import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.enums import Channel, Urgency
from appeals.models import Appeal, Category
from portal.common.history import history

from ..enums import CallbackState, TrayState
from ..querysets import CallbackQuerySet, CallerQuerySet, ClientQuerySet, KeyQuerySet, OfClientQuerySet, TrayQuerySet

#: How a source is written: it stands beside every external number.
SOURCE = RegexValidator(r"^[a-z0-9][a-z0-9-]{1,29}$", _("Small letters, figures and hyphens, two to thirty of them."))
#: Keys that sign at the same time: the next one is handed over before the old one ends.
LIVE_KEYS = 2


def actor_key(related_name, label, **options):
    """A person who acted: kept for ever, empty until the step is taken."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, verbose_name=label, null=True, blank=True,
        **options,
    )  # fmt: skip


class ApiClient(models.Model):
    """A system at the door: the hotline 12345 or a department's own (product rule 5).

    ``source`` stands beside its external numbers and never changes. ``actor`` is the account, without a password and
    closed to sign-in, in whose name its steps are taken. ``callback_url`` is set by administrators alone.
    """

    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=30, unique=True, validators=[SOURCE])
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.HOTLINE)
    actor = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_client", verbose_name=_("account"), editable=False
    )
    callback_url = models.CharField(_("callback address"), max_length=300, blank=True)
    rate_per_minute = models.PositiveIntegerField(
        _("requests a minute"), default=300, validators=[MinValueValidator(1), MaxValueValidator(6000)]
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = ClientQuerySet.as_manager()
    history = history(excluded_fields=["actor"])

    class Meta:
        verbose_name = _("connected system")
        verbose_name_plural = _("connected systems")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__regex=r"^[a-z0-9][a-z0-9-]{1,29}$"),
                name="doors_client_source_shape",
                violation_error_message=_("Small letters, figures and hyphens, two to thirty of them."),
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[Channel.HOTLINE, Channel.MAILBOX, Channel.PHONE, Channel.WALK_IN]),
                name="doors_client_channel_from_outside",
                violation_error_message=_("A connected system passes on what came in outside the portal."),
            ),
            models.CheckConstraint(
                condition=Q(rate_per_minute__range=(1, 6000)),
                name="doors_client_rate_sensible",
                violation_error_message=_("Between 1 and 6,000 requests a minute."),
            ),
        ]

    def __str__(self):
        return self.name


class ApiKey(models.Model):
    """A key of a connected system. Its secret is derived (:mod:`.signing`) and shown once; a live key holds a place."""

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="keys", verbose_name=_("connected system"))
    key_id = models.CharField(_("key"), max_length=24, unique=True)
    salt = models.CharField(max_length=44, editable=False)
    place = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = actor_key("api_keys_created", _("made by"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    revoked_by = actor_key("api_keys_revoked", _("withdrawn by"))

    objects = KeyQuerySet.as_manager()
    history = history(excluded_fields=["salt"])

    class Meta:
        verbose_name = _("key of a connected system")
        verbose_name_plural = _("keys of connected systems")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "place"],
                name="doors_key_two_live",
                violation_error_message=_("Two keys are live already. Withdraw one of them first."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, place__range=(1, LIVE_KEYS)) | Q(revoked_at__isnull=False, place=None),
                name="doors_key_live_has_place",
                violation_error_message=_("A live key has one of two places, a withdrawn one none."),
            ),
        ]

    def __str__(self):
        return self.key_id


class Nonce(models.Model):
    """A number that a client used once; remembered while its time stamp would still be believed."""

    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="nonces", verbose_name=_("connected system"))
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("number used once")
        verbose_name_plural = _("numbers used once")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "nonce"],
                name="doors_nonce_once",
                violation_error_message=_("This number was used before."),
            ),
        ]
        indexes = [models.Index(fields=["client", "at"], name="doors_nonce_rate")]

    def __str__(self):
        return self.nonce


class Answer(models.Model):
    """What a POST under an idempotency key was answered with; the same request is answered so again."""

    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="answers", verbose_name=_("connected system"))
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "key"],
                name="doors_answer_once",
                violation_error_message=_("This key was used before."),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="doors_answer_age")]

    def __str__(self):
        return self.key


class TrayItem(models.Model):
    """Something passed on whose enterprise the registry does not know; the desk finds out and makes it an appeal."""

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="tray", verbose_name=_("connected system"))
    external_number = models.CharField(_("external number"), max_length=60)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    enterprise_name = models.CharField(_("enterprise as it was named"), max_length=120)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="+", verbose_name=_("category"), null=True, blank=True
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=4000)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    state = models.CharField(_("state"), max_length=10, choices=TrayState, default=TrayState.WAITING)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    appeal = models.OneToOneField(
        Appeal, models.PROTECT, related_name="tray_item", verbose_name=_("appeal"), null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = actor_key("tray_settled", _("settled by"))
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = TrayQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("case in the tray")
        verbose_name_plural = _("cases in the tray")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "external_number"],
                name="doors_tray_external_once",
                violation_error_message=_("This external case is already here."),
            ),
            models.CheckConstraint(
                condition=Q(state=TrayState.WAITING, appeal=None, settled_at=None)
                | Q(state=TrayState.ASSIGNED, appeal__isnull=False, settled_at__isnull=False)
                | Q(state=TrayState.REFUSED, appeal=None, settled_at__isnull=False) & ~Q(reason=""),
                name="doors_tray_state_agrees",
                violation_error_message=_("An assigned case has its appeal, a refused one its reason."),
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(state=TrayState.WAITING), name="doors_tray_waiting")
        ]

    def __str__(self):
        return f"{self.external_number} {self.title}"

    def get_absolute_url(self):
        return reverse("doors:tray_item", args=[self.pk])

    def get_state(self):
        """The state as an enum member, with its label."""
        return TrayState(self.state)


class Caller(models.Model):
    """Who telephoned or came to the desk: personal data, read by the desk and by the units that handle the case."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="caller", verbose_name=_("appeal"))
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    taken_by = actor_key("callers_taken", _("taken in by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = CallerQuerySet.as_manager()

    class Meta:
        verbose_name = _("caller")
        verbose_name_plural = _("callers")

    def __str__(self):
        return self.name


class Callback(models.Model):
    """A change of status that a client is told of, and its place in the outbox.

    Written in the transaction of the step, whether or not the client wants to be called: the list of changes reads the
    same rows. ``position`` is given in order once the row is committed, so that a reader who goes on behind a position
    misses nothing.
    """

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="callbacks", verbose_name=_("connected system"))
    appeal = models.ForeignKey(
        Appeal, models.PROTECT, related_name="callbacks", verbose_name=_("appeal"), null=True, blank=True
    )
    external_number = models.CharField(_("external number"), max_length=60)
    event = models.UUIDField(_("event"), default=uuid.uuid4, unique=True, editable=False)
    payload = models.JSONField(_("content"), default=dict)
    position = models.PositiveBigIntegerField(_("position"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CallbackState, default=CallbackState.NONE)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next try"), null=True, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    replayed_at = models.DateTimeField(_("sent again at"), null=True, blank=True)
    replayed_by = actor_key("callbacks_replayed", _("sent again by"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    changed_at = models.DateTimeField(_("last change"), auto_now=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "position"],
                name="doors_callback_position_once",
                violation_error_message=_("Two changes cannot stand at one place of the list."),
            ),
            models.CheckConstraint(
                condition=~Q(state=CallbackState.PENDING) | Q(next_at__isnull=False),
                name="doors_callback_pending_has_next_try",
                violation_error_message=_("A callback that waits needs the time of its next try."),
            ),
            models.CheckConstraint(
                condition=~Q(state=CallbackState.SENDING) | Q(leased_until__isnull=False),
                name="doors_callback_sending_has_lease",
                violation_error_message=_("A callback that is being sent needs a lease."),
            ),
        ]
        indexes = [
            models.Index(fields=["client"], condition=Q(position=None), name="doors_callback_unnumbered"),
            models.Index(fields=["next_at"], condition=Q(state="pending"), name="doors_callback_due"),
            models.Index(fields=["leased_until"], condition=Q(state="sending"), name="doors_callback_leased"),
            models.Index(fields=["-changed_at"], condition=Q(state="dead"), name="doors_callback_dead"),
            models.Index(
                fields=["client", "external_number", "id"],
                condition=Q(state__in=["pending", "sending"]),
                name="doors_callback_in_turn",
            ),
        ]

    def __str__(self):
        return f"{self.external_number} {self.event}"

    def get_state(self):
        """The state as an enum member, with its label."""
        return CallbackState(self.state)
