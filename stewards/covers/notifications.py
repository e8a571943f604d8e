"""Who is told of a cover: both stewards and the contacts, one message a person. Called by ``workflow`` alone."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from enterprises.models import Contact
from portal.accounts.models import User
from portal.common.templatetags.words import day_bare
from portal.notifications.enums import Event
from portal.notifications.outbox import notify
from stewards.models import Assignment


def _tell(person, cover, mark, title, text, url):
    key = f"{Event.ASSIGNMENT_CHANGED}:cover:{cover.pk}:{mark}:{person.pk}"
    notify(person, Event.ASSIGNMENT_CHANGED, title, text, url, key=key)


def _days(cover):
    return format_lazy("{} – {}", day_bare(cover.started_on), day_bare(cover.ended_on))


def _contacts(cover):
    served = Assignment.objects.open().filter(steward=cover.steward_id).values("enterprise")
    speaking = Contact.objects.current().filter(enterprise__in=served)
    return User.objects.filter(pk__in=speaking.values("user"), is_active=True).order_by("pk")


def told(cover, mark):
    """A cover is planned or its days change: the deputy whom to serve, the steward and the contacts by whom."""
    names = {"deputy": cover.deputy.user.name, "steward": cover.steward.user.name}
    title = format_lazy(_("You stand in for {steward}"), **names)
    _tell(cover.deputy.user, cover, mark, title, _days(cover), reverse("stewards:workbench"))
    title = format_lazy(_("{deputy} stands in for {steward}"), **names)
    _tell(cover.steward.user, cover, mark, title, _days(cover), reverse("stewards:workbench"))
    for person in _contacts(cover):
        _tell(person, cover, mark, title, _days(cover), reverse("cockpit:home"))


def ended(cover):
    """A cover ends early: both stewards are told, and the contacts that their steward is there again."""
    names = {"deputy": cover.deputy.user.name, "steward": cover.steward.user.name}
    title = format_lazy(_("{deputy} no longer stands in for {steward}"), **names)
    for person in (cover.deputy.user, cover.steward.user, *_contacts(cover)):
        _tell(person, cover, "ended", title, "", reverse("cockpit:home"))
