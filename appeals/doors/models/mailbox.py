from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal

from ..enums import MailReason, MailState
from ..querysets import MailboxReadingQuerySet, MailQuerySet
from .outside import TrayItem, actor_key

S = MailState


class Mail(models.Model):
    """A mail that came to the department mailbox, and what became of it.

    Written before the server is told that it was read, under its Message-ID or the digest of its bytes: what is read
    again changes nothing. ``raw`` is the mail as it came, its first 64 KB when it was too big.
    """

    message_id = models.CharField("Message-ID", max_length=255, unique=True)
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    sender_name = models.CharField(_("name of the sender"), max_length=100, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    references = models.TextField(_("mails that it answers"), blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    size = models.PositiveIntegerField(_("size"), default=0)
    raw = models.FileField(_("the mail as it came"), upload_to="mails/", max_length=120, blank=True)
    files = models.JSONField(_("files"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState)
    reason = models.CharField(_("why"), max_length=20, choices=MailReason)
    detail = models.CharField(_("details"), max_length=500, blank=True)
    appeal = models.ForeignKey(
        Appeal, models.PROTECT, related_name="mails", verbose_name=_("appeal"), null=True, blank=True
    )
    tray_item = models.OneToOneField(
        TrayItem, models.PROTECT, related_name="mail", verbose_name=_("case in the tray"), null=True, blank=True
    )
    settled_by = actor_key("mails_settled", _("settled by"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[S.ENTERED, S.THREADED], appeal__isnull=False, tray_item=None)
                | Q(state=S.TRAY, tray_item__isnull=False)
                | Q(state__in=[S.IGNORED, S.ASIDE, S.BROKEN], appeal=None, tray_item=None),
                name="doors_mail_state_agrees",
                violation_error_message=_("A mail that came in has its appeal or its place in the tray."),
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="doors_mail_newest"),
            models.Index(fields=["state", "-received_at"], name="doors_mail_by_state"),
            models.Index(fields=["sender", "received_at"], name="doors_mail_of_sender"),
        ]

    def __str__(self):
        return self.subject or self.message_id

    def get_absolute_url(self):
        return reverse("doors:mail", args=[self.pk])

    def get_state(self):
        """The state as an enum member, with its label."""
        return MailState(self.state)


class MailboxReading(models.Model):
    """When the mailbox was read last, and what went wrong the last time: one row."""

    tried_at = models.DateTimeField(_("last try"), null=True, blank=True)
    read_at = models.DateTimeField(_("last read at"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = MailboxReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of the mailbox")
        verbose_name_plural = _("readings of the mailbox")
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="doors_one_reading",
                violation_error_message=_("There is one mailbox."),
            ),
        ]

    def __str__(self):
        return str(self.read_at or "—")
