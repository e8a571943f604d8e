"""Who is told when an enterprise gets, changes or loses its steward. Called by ``workflow`` alone."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from enterprises import access
from enterprises.enums import AccessReason
from portal.accounts.enums import Role
from portal.accounts.people import holders, leads_of
from portal.notifications.enums import Event
from portal.notifications.outbox import notify


def _tell(person, assignment, mark, title, text, url):
    key = f"{Event.ASSIGNMENT_CHANGED}:{assignment.pk}:{mark}:{person.pk}"
    notify(person, Event.ASSIGNMENT_CHANGED, title, text, url, key=key)


def _tell_contacts(assignment, mark, title, text):
    address = reverse("enterprises:detail", args=[assignment.enterprise.uscc])
    for person in access.people_with(assignment.enterprise, AccessReason.CONTACT):
        _tell(person, assignment, mark, title, text, address)


def started(assignment):
    """The steward is told whom to serve (first contact within 3 working days, art. 10), the enterprise by whom."""
    enterprise, steward = assignment.enterprise, assignment.steward
    title = format_lazy(_("You now serve {enterprise}"), enterprise=enterprise.name)
    text = _("Please contact the enterprise within 3 working days (guideline, art. 10).")
    address = reverse("enterprises:detail", args=[enterprise.uscc])
    _tell(steward.user, assignment, "started", title, text, address)
    title = format_lazy(_("Your service steward is now {steward}"), steward=steward.user.name)
    text = format_lazy("{} · {}", steward.unit.name, enterprise.name)
    _tell_contacts(assignment, "started", title, text)


def ended(assignment, successor=None):
    """The steward is told that the service ended; the enterprise only when nobody follows (``successor``)."""
    enterprise, steward = assignment.enterprise, assignment.steward
    title = format_lazy(_("You no longer serve {enterprise}"), enterprise=enterprise.name)
    text = format_lazy(_("{steward} serves it from now on."), steward=successor.user.name) if successor else ""
    _tell(steward.user, assignment, "ended", title, text or assignment.reason, reverse("stewards:workbench"))
    if not successor:
        title = format_lazy(_("{steward} is no longer your service steward"), steward=steward.user.name)
        text = _("Until you have a new steward your local unit serves you.")
        _tell_contacts(assignment, "ended", title, text)


#: How many enterprises a message about late contacts names.
NAMED = 5


def late_contacts(steward, due_at, enterprises, *, to_lead):
    """First contacts after a hand-over are overdue: the general steward hears of it, later the district lead."""
    unit = steward.unit
    title = format_lazy(_("First contact overdue: {steward}"), steward=steward.user.name)
    more = " …" if len(enterprises) > NAMED else ""
    text = " · ".join([unit.name, *(one.name for one in enterprises[:NAMED])]) + more
    url = reverse("stewards:late", args=[steward.staff_no])
    for person in leads_of(unit.district_id) if to_lead else holders(Role.GENERAL, [unit.pk]):
        key = f"late_contact:{steward.pk}:{due_at:%Y%m%d%H%M}:{to_lead:d}:{person.pk}"
        notify(person, Event.PROMISE_BROKEN, title, text, url, key=key)
