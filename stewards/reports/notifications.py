"""Who is told of a report. Called by ``workflow`` alone."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.accounts.people import holders, leads_of
from portal.notifications.enums import Event
from portal.notifications.outbox import notify


def urgent(report):
    """The district lead hears at once, also in the quiet hours: somebody moves out, or something is at risk."""
    title = format_lazy(_("Urgent report: {title}"), title=report.title)
    text = format_lazy("{} · {}", report.enterprise.name, report.get_kind_display())
    for person in leads_of(report.enterprise.service_district_id):
        key = f"{Event.REPORT_URGENT}:{report.pk}:{person.pk}"
        notify(person, Event.REPORT_URGENT, title, text, report.get_absolute_url(), key=key, urgent=True)


def passed_on(report, unit, log):
    """The people of the unit learn that a report came to them, with the note."""
    title = format_lazy(_("Report passed on to you: {title}"), title=report.title)
    people = {person.pk: person for role in (Role.HANDLER, Role.GENERAL) for person in holders(role, [unit.pk])}
    for person in people.values():
        key = f"{Event.REPORT_PASSED_ON}:{log.pk}:{person.pk}"
        notify(person, Event.REPORT_PASSED_ON, title, log.comment, report.get_absolute_url(), key=key,
               urgent=report.is_urgent)  # fmt: skip
