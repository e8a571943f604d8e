from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """The outbox machine. ``none``, ``sent`` and ``failed`` are terminal: every message reaches one of them."""

    NONE = "none", _("inbox only")
    PENDING = "pending", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")


class Choice(models.TextChoices):
    """When mail about an event comes; the inbox has every message at once."""

    NOW = "now", _("at once")
    DIGEST = "digest", _("in the morning digest")
    OFF = "off", _("no mail")


class Event(models.TextChoices):
    """Everything that the portal tells people about."""

    APPEAL_SUBMITTED = "appeal_submitted", _("appeal submitted")
    APPEAL_RETURNED = "appeal_returned", _("appeal returned for completion")
    APPEAL_ACCEPTED = "appeal_accepted", _("appeal accepted")
    APPEAL_DECLINED = "appeal_declined", _("appeal declined")
    APPEAL_DISPATCHED = "appeal_dispatched", _("appeal dispatched")
    HANDLING_RETURNED = "handling_returned", _("unit returned an appeal")
    APPEAL_REPLIED = "appeal_replied", _("appeal replied")
    APPEAL_RATED = "appeal_rated", _("appeal rated")
    APPEAL_CLOSED = "appeal_closed", _("appeal closed")
    APPEAL_REOPENED = "appeal_reopened", _("appeal reopened")
    APPEAL_WITHDRAWN = "appeal_withdrawn", _("appeal withdrawn")
    APPEAL_QUESTION = "appeal_question", _("question on an appeal")
    EXTENSION = "extension", _("dates of a reply")
    APPEAL_MESSAGE = "appeal_message", _("message on an appeal")
    PROMISE_SOON = "promise_soon", _("promise due soon")
    PROMISE_BROKEN = "promise_broken", _("promise overdue")
    ASSIGNMENT_CHANGED = "assignment_changed", _("steward changed")
    REGISTRATION_SUBMITTED = "registration_submitted", _("registration to be checked")
    CONTACT_CHANGED = "contact_changed", _("contacts of an enterprise changed")
    IMPORT_MOVED = "import_moved", _("import ready or over")
    RESEARCH_VISIT = "research_visit", _("research visit planned or changed")
    REPORT_URGENT = "report_urgent", _("urgent information report")
    REPORT_PASSED_ON = "report_passed_on", _("information report passed on")
    TRAINING_CHANGED = "training_changed", _("training session changed")
    CONSULTATION = "consultation", _("consultation of units")
    SUPERVISION = "supervision", _("supervision order")
    INTEGRITY = "integrity", _("integrity report")


#: That somebody got such a message is told to nobody else (product, "integrity reports").
CONFIDENTIAL = (Event.INTEGRITY,)


def events():
    """The choices of an event as a function, so that a new event needs no migration."""
    return Event.choices
