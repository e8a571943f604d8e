"""Who is told of a research visit: who joins, who serves, and the enterprise. Called by ``workflow`` alone.

One message a person for each change, however many of the enterprises the person answers for.
"""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from enterprises.enums import AccessReason
from enterprises.models import EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.models import Membership
from portal.common.templatetags.words import day_short
from portal.notifications.enums import Event
from portal.notifications.outbox import notify
from stewards.querysets import SERVING

_day = lazy(day_short, str)


def planned(research_visit, stops, by):
    """A research visit was planned."""
    _tell_all(research_visit, stops, _("Research visit on {day}: {leader}"), besides=[by.pk])


def changed(research_visit, stops, dropped, left, by):
    """Time, leader, enterprises or company changed; ``dropped`` stops and ``left`` people are no longer part of it."""
    told = _tell_all(research_visit, stops, _("Changed: research visit on {day}, {leader}"), besides=[by.pk])
    title = _("Without you: research visit on {day}, {leader}")
    _tell(research_visit, [*_contacts(dropped), *_serving(dropped), *((one, None) for one in left)], title, told)


def cancelled(research_visit, stops, by):
    """It does not take place; everybody reads why."""
    title = _("Cancelled: research visit on {day}, {leader}")
    _tell_all(research_visit, stops, title, besides=[by.pk], text=research_visit.cancelled_because)


def _tell_all(research_visit, stops, title, besides, text=""):
    people = [*_contacts(stops), *_serving(stops), *((one, None) for one in _company(research_visit, stops))]
    return _tell(research_visit, people, title, set(besides), text)


def _tell(research_visit, people, title, told, text=""):
    """Tell each of ``people`` (pairs of a person and the stop it answers for) once; returns everybody told so far."""
    title = format_lazy(title, day=_day(timezone.localtime(research_visit.starts_at)), leader=research_visit.led_by)
    for person, stop in people:
        if person.pk in told:
            continue
        told.add(person.pk)
        url = reverse("enterprises:detail", args=[stop.enterprise.uscc]) if stop else research_visit.get_absolute_url()
        words = text or _words(research_visit, stop.at if stop else research_visit.starts_at)
        key = f"{Event.RESEARCH_VISIT}:{research_visit.pk}:{research_visit.sequence}:{person.pk}"
        notify(person, Event.RESEARCH_VISIT, title, words, url, key=key)
    return told


def _words(research_visit, at):
    return f"{timezone.localtime(at):%H:%M} · {research_visit.purpose}"


def _access(stops, *reasons):
    firms = {stop.enterprise_id: stop for stop in stops}
    rows = EnterpriseAccess.objects.in_force().filter(content_object__in=firms, reason__in=reasons)
    rows = rows.filter(user__is_active=True).select_related("user").order_by("pk")
    return [(row.user, firms[row.content_object_id]) for row in rows]


def _contacts(stops):
    return _access(stops, AccessReason.CONTACT)


def _serving(stops):
    """Whoever serves one of the enterprises reads the whole plan."""
    return [(person, None) for person, _stop in _access(stops, *SERVING)]


def _company(research_visit, stops):
    """The planner, the leader, those who accompany, and the general stewards of the units."""
    found = [research_visit.planned_by, *([research_visit.leader] if research_visit.leader_id else [])]
    found += research_visit.companions.order_by("pk")
    units = {stop.enterprise.local_unit_id for stop in stops}
    heads = Membership.objects.in_force().filter(role=Role.GENERAL, unit__in=units, user__is_active=True)
    return found + [row.user for row in heads.select_related("user").order_by("pk")]
