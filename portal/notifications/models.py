from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .enums import CONFIDENTIAL, Choice, MailState, events


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own inbox, and nobody else's."""
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(seen_at=None)

    def for_administrator(self):
        """The outbox as the administrator sees it: without messages whose recipient alone tells too much."""
        return self.exclude(event__in=CONFIDENTIAL)

    def for_list(self):
        return self.order_by("-created_at", "-pk")


class PreferenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own choices, and nobody else's."""
        return self.filter(user=user)


class Preference(models.Model):
    """How one person wants to hear by mail of one event; without a row it is at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mail_preferences", verbose_name=_("person")
    )
    event = models.CharField(_("event"), max_length=30, choices=events)
    choice = models.CharField(_("mail"), max_length=10, choices=Choice)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "event"],
                name="notifications_preference_once",
                violation_error_message=_("There is a choice for this event already."),
            ),
            models.CheckConstraint(
                condition=Q(choice__in=Choice.values),
                name="notifications_preference_choice_known",
                violation_error_message=_("This choice does not exist."),
            ),
        ]

    def __str__(self):
        return f"{self.get_event_display()} · {self.get_choice_display()}"


class Notification(models.Model):
    """One message to one person: the inbox row and the outbox row in one.

    It commits together with the change that it tells of; delivery by mail follows. ``key`` is unique, so that a step
    that runs twice tells once. ``digest`` joins what was kept over night into one mail.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications", verbose_name=_("recipient")
    )
    event = models.CharField(_("event"), max_length=30, choices=events)
    key = models.CharField(_("key"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    url = models.CharField(_("address"), max_length=200)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    mail_state = models.CharField(_("mail"), max_length=10, choices=MailState, default=MailState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    message_id = models.CharField(_("message id"), max_length=120, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.CheckConstraint(
                condition=~Q(mail_state=MailState.PENDING) | Q(next_try_at__isnull=False),
                name="notifications_pending_has_next_try",
                violation_error_message=_("A message that waits needs the time of its next try."),
            ),
            models.CheckConstraint(
                condition=~Q(mail_state=MailState.SENDING) | Q(leased_until__isnull=False),
                name="notifications_sending_has_lease",
                violation_error_message=_("A message that is being sent needs a lease."),
            ),
            models.CheckConstraint(
                condition=~Q(mail_state=MailState.SENT) | Q(sent_at__isnull=False),
                name="notifications_sent_has_time",
                violation_error_message=_("A sent message needs the time of sending."),
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notifications_inbox"),
            models.Index(fields=["recipient"], condition=Q(seen_at=None), name="notifications_unread"),
            models.Index(fields=["next_try_at"], condition=Q(mail_state="pending"), name="notifications_due"),
            models.Index(fields=["leased_until"], condition=Q(mail_state="sending"), name="notifications_leased"),
        ]

    def __str__(self):
        return self.title
