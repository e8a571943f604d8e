from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal
from portal.onboarding.enums import Channel, Delivery

from .querysets import CodeQuerySet

#: How long a code opens its case.
GOOD_FOR = timedelta(minutes=10)
#: Wrong figures after which a code opens nothing any more.
TRIES = 5


def _expiry():
    return timezone.now() + GOOD_FOR


class FollowCode(models.Model):
    """A one-time code that somebody asked for to read one case. The figures are derived (:mod:`.codes`), never stored.

    ``address`` is personal data: it is forgotten with the row, a day after.
    """

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="+", verbose_name=_("appeal"))
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=10, blank=True)
    created_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"), default=_expiry)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    wrong = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    delivery = models.CharField(_("delivery"), max_length=8, choices=Delivery, default=Delivery.PENDING)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code to follow a case")
        verbose_name_plural = _("codes to follow a case")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=[Channel.MAIL, Channel.SMS]),
                name="tracking_code_goes_by_wire",
                violation_error_message=_("A code goes by e-mail or text message."),
            ),
            models.CheckConstraint(
                condition=Q(delivery__in=[Delivery.PENDING, Delivery.SENT, Delivery.FAILED]),
                name="tracking_code_delivery_known",
                violation_error_message=_("A code waits, is sent or was given up."),
            ),
            models.CheckConstraint(
                condition=~Q(delivery=Delivery.SENT) | Q(sent_at__isnull=False),
                name="tracking_code_sent_has_time",
                violation_error_message=_("A sent message needs the time of sending."),
            ),
            models.CheckConstraint(
                condition=Q(wrong__lte=TRIES),
                name="tracking_code_few_wrong",
                violation_error_message=_("After five wrong codes a new one is needed."),
            ),
        ]
        indexes = [
            models.Index(fields=["appeal", "address"], name="tracking_of_case"),
            models.Index(fields=["created_at"], condition=Q(delivery="pending"), name="tracking_due"),
        ]

    def __str__(self):
        return f"{self.appeal_id} · {self.get_channel_display()}"
