from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import AttemptKind, Channel, Delivery, Purpose, Standing
from .querysets import AttemptQuerySet, ConfirmationQuerySet

#: Wrong codes that one confirmation bears; the link of a letter goes on working, for nobody guesses it.
TRIES = 5


class Confirmation(models.Model):
    """One link or code that goes to one person for one purpose, and its place in the outbox.

    Neither link nor code is stored: :mod:`.codes` derives both from the row and the secret key when they are sent,
    printed or compared. ``attempts`` counts wrong codes, ``tries`` failed deliveries.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="confirmations", verbose_name=_("person")
    )
    purpose = models.CharField(_("purpose"), max_length=14, choices=Purpose)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    address = models.CharField(_("address"), max_length=254, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations", verbose_name=_("sent by"),
        null=True, blank=True,
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("wrong codes"), default=0)

    delivery = models.CharField(_("delivery"), max_length=8, choices=Delivery, default=Delivery.PENDING)
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel=Channel.LETTER, delivery=Delivery.NONE)
                | ~Q(channel=Channel.LETTER) & ~Q(delivery=Delivery.NONE),
                name="onboarding_letter_is_handed_over",
                violation_error_message=_("A letter is handed over, everything else is sent."),
            ),
            models.CheckConstraint(
                condition=~Q(delivery=Delivery.PENDING) | Q(next_try_at__isnull=False),
                name="onboarding_pending_has_next_try",
                violation_error_message=_("A message that waits needs the time of its next try."),
            ),
            models.CheckConstraint(
                condition=~Q(delivery=Delivery.SENDING) | Q(leased_until__isnull=False),
                name="onboarding_sending_has_lease",
                violation_error_message=_("A message that is being sent needs a lease."),
            ),
            models.CheckConstraint(
                condition=~Q(delivery=Delivery.SENT) | Q(sent_at__isnull=False),
                name="onboarding_sent_has_time",
                violation_error_message=_("A sent message needs the time of sending."),
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=TRIES),
                name="onboarding_wrong_codes_are_few",
                violation_error_message=_("After five wrong codes a new one is needed."),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(channel=Channel.LETTER, used_at=None, replaced_at=None),
                name="onboarding_one_letter_at_a_time",
                violation_error_message=_("There is another letter for this person already. Print that one."),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="onboarding_of_person"),
            models.Index(fields=["channel", "address"], name="onboarding_of_address"),
            models.Index(fields=["next_try_at"], condition=Q(delivery="pending"), name="onboarding_due"),
            models.Index(fields=["leased_until"], condition=Q(delivery="sending"), name="onboarding_leased"),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} · {self.person}"

    @property
    def standing(self):
        """Whether it still opens something now; a change of the address on record replaces what went to the old."""
        if self.used_at:
            return Standing.USED
        if self.replaced_at or self._address_is_old():
            return Standing.REPLACED
        return Standing.OPEN if self.expires_at > timezone.now() else Standing.EXPIRED

    @property
    def code_standing(self):
        """As ``standing``, for a code typed by hand: after five wrong ones it opens nothing."""
        standing = self.standing
        return Standing.SPENT if standing == Standing.OPEN and self.attempts >= TRIES else standing

    def _address_is_old(self):
        if self.purpose not in (Purpose.ACTIVATE, Purpose.RESET) or self.channel == Channel.LETTER:
            return False
        kept = self.person.email if self.channel == Channel.MAIL else self.person.phone
        return self.address.lower() != kept.lower()


class Attempt(models.Model):
    """One try of something that is counted (:mod:`.limits`). ``key`` is a keyed hash: no name, number or address."""

    kind = models.CharField(_("kind"), max_length=8, choices=AttemptKind)
    key = models.CharField(_("key"), max_length=40)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["pk"]
        indexes = [models.Index(fields=["key", "kind", "at"], name="onboarding_attempts")]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.at:%Y-%m-%d %H:%M}"
