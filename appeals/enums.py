from django.db import models
from django.utils.translation import gettext_lazy as _


class AppealState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned for completion")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    IN_HANDLING = "in_handling", _("in handling")
    REPLIED = "replied", _("replied")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: States in which somebody still owes the enterprise something, or the enterprise its answer.
OPEN_STATES = (
    AppealState.SUBMITTED,
    AppealState.RETURNED,
    AppealState.ACCEPTED,
    AppealState.IN_HANDLING,
    AppealState.REPLIED,
)


class HandlingState(models.TextChoices):
    ASSIGNED = "assigned", _("assigned")
    ACCEPTED = "accepted", _("taken on")
    RETURNED = "returned", _("returned to the desk")
    REPLIED = "replied", _("replied")
    ENDED = "ended", _("ended without reply")


class Channel(models.TextChoices):
    """How an appeal came in; all channels make the same appeal (product rule 5)."""

    PORTAL = "portal", _("by the enterprise")
    STEWARD = "steward", _("by the steward on behalf")
    PHONE = "phone", _("telephone")
    HOTLINE = "hotline", _("passed on by 12345")
    MAILBOX = "mailbox", _("department mailbox")
    WALK_IN = "walk_in", _("walk-in")


class Urgency(models.TextChoices):
    NORMAL = "normal", _("normal")
    URGENT = "urgent", _("urgent")


class Difficulty(models.TextChoices):
    """General: 5 working days; difficult: 15 (上海市优化营商环境条例 art. 49)."""

    GENERAL = "general", _("general")
    DIFFICULT = "difficult", _("difficult")


class Outcome(models.TextChoices):
    """The honest outcome of a reply."""

    SOLVED = "solved", _("solved")
    PARTLY = "partly", _("partly solved")
    EXPLAINED = "explained", _("explained")
    RULE_CHANGE = "rule_change", _("needs a rule change")
    CANNOT = "cannot", _("cannot be done")


class PromiseKind(models.TextChoices):
    """What is promised. ``reopen`` is a window of the enterprise, not a promise of anybody."""

    REVIEW = "review", _("review")
    DISPATCH = "dispatch", _("dispatch")
    TAKE_ON = "take_on", _("taking on or returning")
    FIRST_CONTACT = "first_contact", _("first contact")
    FINAL_REPLY = "final_reply", _("final reply")
    RATING = "rating", _("rating by the enterprise")
    REOPEN = "reopen", _("reopening by the enterprise")


class DayKind(models.TextChoices):
    WORKING = "working", _("working days")
    CALENDAR = "calendar", _("calendar days")


class Satisfaction(models.IntegerChoices):
    VERY_SATISFIED = 5, _("very satisfied")
    SATISFIED = 4, _("satisfied")
    NEUTRAL = 3, _("neither satisfied nor dissatisfied")
    DISSATISFIED = 2, _("dissatisfied")
    VERY_DISSATISFIED = 1, _("very dissatisfied")


class Solved(models.TextChoices):
    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")


class ClosedAs(models.TextChoices):
    RATED = "rated", _("rated")
    NOT_RATED = "not_rated", _("not rated")


class MessageKind(models.TextChoices):
    NOTE = "note", _("internal note")
    SUPPLEMENT = "supplement", _("supplement by the enterprise")
    PROGRESS = "progress", _("progress for the enterprise")
    CONTACT = "contact", _("first contact")


class Reviewer(models.TextChoices):
    """Who reviews a submission: the steward, or the desk (no steward, on behalf, or straight to the desk)."""

    STEWARD = "steward", _("service steward")
    DESK = "desk", _("appeal reception desk")
