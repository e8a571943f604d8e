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
    """What is promised, and by when; ``WINDOWS`` are the enterprise's own time, not promises to it."""

    REVIEW = "review", _("review")
    DISPATCH = "dispatch", _("dispatch")
    TAKE_ON = "take_on", _("taking on or returning")
    FIRST_CONTACT = "first_contact", _("first contact")
    INTERIM_REPLY = "interim_reply", _("interim reply")
    FINAL_REPLY = "final_reply", _("final reply")
    NEXT_REPLY = "next_reply", _("next reply")
    FOLLOW_UP = "follow_up", _("contact after a bad rating")
    RECHECK = "recheck", _("re-check after a bad rating")
    ANSWER = "answer", _("answer by the enterprise")
    RATING = "rating", _("rating by the enterprise")
    REOPEN = "reopen", _("reopening by the enterprise")


#: Time that the enterprise has; nobody is late when it passes.
WINDOWS = (PromiseKind.RATING, PromiseKind.REOPEN, PromiseKind.ANSWER)
#: The date by which a unit owes its answer: once broken, the unit sets the next one before anything else.
FINALS = (PromiseKind.FINAL_REPLY, PromiseKind.NEXT_REPLY)
#: What stands still while the enterprise is asked something.
PAUSABLE = (PromiseKind.INTERIM_REPLY, *FINALS)


class EndedAs(models.TextChoices):
    """How a promise ended that was neither kept nor simply not needed any more."""

    EXTENDED = "extended", _("extended")
    NEXT_DATE = "next_date", _("broken, next date set")


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
    QUESTION = "question", _("question to the enterprise")


class Reviewer(models.TextChoices):
    """Who reviews a submission: the steward, or the desk (no steward, on behalf, or straight to the desk)."""

    STEWARD = "steward", _("service steward")
    DESK = "desk", _("appeal reception desk")
