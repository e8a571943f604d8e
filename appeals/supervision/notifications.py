"""Who is told what about orders; called by ``workflow`` alone. Rules and climbs are told together, once a sweep."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.accounts.people import leads_of
from portal.notifications.enums import Event
from portal.notifications.outbox import notify

from .querysets import ANSWERING


def _of_unit(order):
    units = {order.unit_id, order.unit.merged_into_id} - {None}
    rows = Membership.objects.in_force().filter(role__in=ANSWERING, unit__in=units, user__is_active=True)
    return User.objects.filter(pk__in=rows.values("user")).order_by("pk")


def _tell(people, order, log, title, text=""):
    for person in people:
        key = f"{Event.SUPERVISION}:{log.pk}:{person.pk}"
        about = format_lazy("{} · {} · {}", order.number, order.appeal.enterprise.name, order.appeal.title)
        notify(person, Event.SUPERVISION, title, text or about, order.get_absolute_url(), key=key)


def raised(order, log):
    """The unit hears at once of an order that a person raised."""
    title = format_lazy(_("Supervision order for {unit}: {title}"), unit=order.unit.name, title=order.appeal.title)
    _tell(_of_unit(order), order, log, title, order.demand)


def replied(order, log):
    """Whoever raised it judges; an order of a rule is the district lead's, never that of the unit itself."""
    people = [order.raised_by] if order.raised_by and order.raised_by.is_active else _deciders(order)
    title = format_lazy(_("Reply to judge, {number}: {title}"), number=order.number, title=order.appeal.title)
    _tell(people, order, log, title, order.reply)


def _deciders(order):
    own = Membership.objects.in_force().filter(unit=order.unit_id).values("user")
    found = list(leads_of(order.appeal.enterprise.service_district_id).exclude(pk__in=own))
    if found:
        return found
    city = Membership.objects.in_force().filter(role=Role.CITY, user__is_active=True).values("user")
    return User.objects.filter(pk__in=city).order_by("pk")


def judged(order, log):
    """The unit reads the verdict."""
    words = {
        "accept": _("Reply accepted, {number}: {title}"),
        "send_back": _("Reply not accepted, {number}: {title}"),
        "withdraw": _("Order withdrawn, {number}: {title}"),
    }[log.step]
    title = format_lazy(words, number=order.number, title=order.appeal.title)
    _tell(_of_unit(order), order, log, title, log.comment)


def digest(person, raised, climbed, mark):
    """One message a sweep: how many orders the person's unit has to answer anew, and how many climbed up to it."""
    new = ngettext_lazy("%(n)d new order for your unit to answer", "%(n)d new orders for your unit to answer", "n")
    over = ngettext_lazy("%(n)d unanswered order climbed up to you", "%(n)d unanswered orders climbed up to you", "n")
    parts = [words % {"n": count} for words, count in ((new, raised), (over, climbed)) if count]
    title = format_lazy(_("Supervision: {what}"), what=parts[0])
    text = format_lazy("\n".join(["{}"] * len(parts)), *parts)
    key = f"{Event.SUPERVISION}:sweep:{mark}:{person.pk}"
    notify(person, Event.SUPERVISION, title, text, f"{reverse('supervision:list')}?open=yes", key=key)
