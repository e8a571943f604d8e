from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Unit
from portal.common.history import history

from ..enums import MessageKind, Satisfaction, Solved
from .appeal import Appeal, user_key
from .handling import Handling


class Message(models.Model):
    """Something said on a case. A note stays inside ``unit``; everything else is read by the enterprise too."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="messages", verbose_name=_("appeal"))
    handling = models.ForeignKey(
        Handling, models.PROTECT, related_name="messages", verbose_name=_("handling"), null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=12, choices=MessageKind)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="appeal_messages", verbose_name=_("unit"), null=True, blank=True
    )
    author = user_key("appeal_messages", _("author"))
    text = models.TextField(_("text"), max_length=4000)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=MessageKind.NOTE) | Q(unit__isnull=False),
                name="appeals_message_note_has_unit",
                violation_error_message=_("An internal note belongs to a unit."),
            ),
        ]

    def __str__(self):
        return self.text[:60]


def attachment_path(attachment, filename):
    """Where a checked file is stored: a random name, outside the web root; the own name is data only."""
    return f"attachments/{attachment.storage_name[:2]}/{attachment.storage_name}"


class Attachment(models.Model):
    """A checked file of an appeal. ``size`` in bytes; ``storage_name`` is random."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="attachments", verbose_name=_("appeal"))
    message = models.ForeignKey(
        Message, models.PROTECT, related_name="attachments", verbose_name=_("message"), null=True, blank=True
    )
    handling = models.ForeignKey(
        Handling, models.PROTECT, related_name="attachments", verbose_name=_("handling"), null=True, blank=True
    )
    storage_name = models.CharField(_("storage name"), max_length=40, unique=True)
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=120)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("content type"), max_length=80)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = user_key("appeal_attachments", _("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class Rating(models.Model):
    """What the enterprise says of one unit's reply; changeable until the case closes, every version kept in history.

    ``is_proxy``: the steward or the desk wrote down what was said on the telephone; it is left out of every rate.
    """

    handling = models.OneToOneField(Handling, models.PROTECT, related_name="rating", verbose_name=_("handling"))
    level = models.PositiveSmallIntegerField(_("satisfaction"), choices=Satisfaction)
    solved = models.CharField(_("solved"), max_length=6, choices=Solved)
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    is_proxy = models.BooleanField(_("written down by somebody else"), default=False, db_default=False)
    by = user_key("appeal_ratings", _("by"))
    at = models.DateTimeField(_("at"))

    history = history()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(
                condition=Q(level__range=(1, 5)),
                name="appeals_rating_five_levels",
                violation_error_message=_("Satisfaction has five levels."),
            ),
            models.CheckConstraint(
                condition=Q(solved__in=Solved.values),
                name="appeals_rating_solved_known",
                violation_error_message=_("Say whether it is solved."),
            ),
        ]

    def __str__(self):
        return self.get_level_display()

    @property
    def is_bad(self):
        """One of the two lowest levels, or not solved: somebody else than the handler calls (ordinance art. 30)."""
        return self.level <= Satisfaction.DISSATISFIED or self.solved == Solved.NO


class SavedView(models.Model):
    """A filter of the appeal list that a person keeps under a name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="appeal_views", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=30)
    query = models.CharField(_("filter"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="appeals_savedview_name_once",
                violation_error_message=_("You already have a view of this name."),
            ),
        ]

    def __str__(self):
        return self.name
