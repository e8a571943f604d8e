from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    """The way of a supervision order (督办单)."""

    ISSUED = "issued", _("waits for the unit's reply")
    REPLIED = "replied", _("waits for the verdict")
    RETURNED = "returned", _("reply not accepted")
    ACCEPTED = "accepted", _("reply accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: The respondent owes a reply.
WAITING = (OrderState.ISSUED, OrderState.RETURNED)
#: Not over yet.
OPEN = (OrderState.ISSUED, OrderState.RETURNED, OrderState.REPLIED)


class Rule(models.TextChoices):
    """What raises an order; ``BY_HAND`` is somebody who leads, every other one the clock."""

    BY_HAND = "by_hand", _("raised by hand")
    FINAL_REPLY = "final_reply", _("final reply overdue")
    DESK = "desk", _("overdue at the desk")
    REOPENED = "reopened", _("reopened twice")
    RATING = "rating", _("bad rating not followed up")
    ARBITRATION = "arbitration", _("binding assignment not taken on")


class Station(models.TextChoices):
    """How far up an order has come: the unit itself, a superior of it, the district lead, the city lead."""

    RESPONDENT = "respondent", _("respondent unit")
    SUPERIOR = "superior", _("superior unit")
    DISTRICT = "district", _("district lead")
    CITY = "city", _("city lead")


class Effect(models.TextChoices):
    """What became of the case through the order, as whoever judges it found."""

    ANSWERED = "answered", _("the enterprise has its answer")
    DATED = "dated", _("the enterprise has a new date")
    MOVED = "moved", _("another unit handles the case")
    EXPLAINED = "explained", _("the delay was beyond the unit")
    NONE = "none", _("nothing changed")


class LimitKind(models.TextChoices):
    """``REPLY``: until the unit answers. ``CLIMB``: at each level. ``REST``: until the same rule raises it again."""

    REPLY = "reply", _("reply of the respondent")
    CLIMB = "climb", _("at each further level")
    REST = "rest", _("until the same rule raises it anew")


class StuckKind(models.TextChoices):
    """Why no rule can escalate a case; the sentence of each stands in ``stuck``."""

    NO_DATE = "no_date", _("no promise runs")
    DATE_LOST = "date_lost", _("the next date is missing")
    NO_UNIT = "no_unit", _("no unit handles it")
    UNIT_CLOSED = "unit_closed", _("the unit is closed")
    NO_PEOPLE = "no_people", _("nobody works for the unit")
    ALL_AWAY = "all_away", _("everybody in the unit is away")
    OWNER_GONE = "owner_gone", _("the owner has left the unit")
    NO_SUPERIOR = "no_superior", _("nobody stands above the unit")
    NO_DESK = "no_desk", _("nobody works at the desk")
