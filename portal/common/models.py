from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .history import history


class CalendarDay(models.Model):
    """A day of the official working calendar: holidays and make-up working days (调休), editable per year."""

    date = models.DateField(_("date"), primary_key=True)
    is_workday = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    history = history()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("working calendar")
        ordering = ["date"]

    def __str__(self):
        return self.date.isoformat()


class ExportLog(models.Model):
    """Who took which rows out of the portal, and why (product rule 8)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name=_("person"))
    what = models.CharField(_("what"), max_length=100)
    filters = models.JSONField(_("filters"), default=dict)
    reason = models.CharField(_("reason"), max_length=200)
    rows = models.PositiveIntegerField(_("rows"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.what} · {self.rows}"


class SentForm(models.Model):
    """A form that was answered: the same sending again gets the same answer (``portal.common.once``)."""

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sent_forms", verbose_name=_("person")
    )
    answer = models.CharField(_("address"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        indexes = [models.Index(fields=["user", "sent_at"], name="common_sent_forms")]

    def __str__(self):
        return self.answer
