"""A research visit as calendars know it."""

from django.utils.translation import gettext as _

from portal.common.ics import Entry
from portal.common.templatetags.words import clock_time

from .enums import ResearchState
from .models import ResearchStop


def entry(research_visit, stops, url):
    """The entry of a calendar, with the ``stops`` that its reader may know of."""
    lines = [f"{clock_time(stop.at)} {stop.enterprise.name}" for stop in stops]
    return Entry(
        uid=f"{research_visit.uid}@research",
        summary=_("Research visit: %(leader)s") % {"leader": research_visit.led_by},
        starts_at=research_visit.starts_at, ends_at=research_visit.ends_at, changed_at=research_visit.changed_at,
        sequence=research_visit.sequence, location=research_visit.meeting_point, url=url,
        description="\n".join([research_visit.purpose, *lines, research_visit.cancelled_because]).strip(),
        is_cancelled=research_visit.state == ResearchState.CANCELLED,
    )  # fmt: skip


def announced(user, pk):
    """The stops of the research visit at the enterprises that this person speaks for."""
    rows = ResearchStop.objects.announced_to(user).filter(research_visit=pk)
    return list(rows.select_related("enterprise", "research_visit__leader"))
