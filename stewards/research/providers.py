"""What research visits add to other pages: places, what is due, parts of an enterprise and of a visit, burden."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from enterprises.models import Contact
from portal.accounts.enums import Role
from portal.common import hooks, workdays
from portal.common.hooks import BurdenEntry, DueItem, HandoverItem, NavItem, Section
from portal.common.templatetags.words import day_bare
from portal.notifications.enums import Event, MailState
from portal.notifications.models import Notification
from stewards.burden import reached
from stewards.enums import BurdenKind

from . import permissions
from .burden import budgets
from .enums import StopState
from .models import ResearchStop, ResearchVisit
from .querysets import served_by

#: How long before it a research visit stands among what is due, and within how many working days it is recorded.
NOTICE, RECORDED_WITHIN = timedelta(days=7), 3
#: How many due items one source gives, and how many research visits the page of an enterprise shows.
MOST, LAST = 50, 3
SERVES = (Role.STEWARD, Role.LIAISON, Role.GENERAL)
#: Answers that the enterprise asked for itself are no burden; questions of its cases are counted as forms.
ASKED_FOR = [event for event in Event if event.startswith(("appeal_", "promise_", "handling_"))]


@hooks.nav_items.register
def research_places(request):
    """Research visits and the burden ledger, for those who serve and those who lead."""
    role = getattr(request.acting, "role", "")
    if role not in (*SERVES, Role.DISTRICT, Role.CITY, Role.LEADER, Role.ADMIN):
        return []
    group = _("Today") if role in SERVES else _("Registry")
    places = [NavItem(_("Research visits"), reverse("research:list"), "users", group)]
    if role != Role.ADMIN:
        places.append(NavItem(_("Burden"), reverse("research:burden"), "shield", group))
    return places


# --- Due -------------------------------------------------------------------------------------------------------------
@hooks.due_items.register
def research_ahead(user, acting=None):
    """Research visits of the next seven days in which the person takes part."""
    role = getattr(acting, "role", "")
    if role not in (*SERVES, Role.DISTRICT, Role.CITY, Role.LEADER):
        return []
    now = timezone.now()
    rows = ResearchVisit.objects.joined_by(user, role).planned().filter(ends_at__gt=now, starts_at__lt=now + NOTICE)
    return [
        DueItem(
            title=_("Research visit: %(leader)s") % {"leader": one.led_by}, url=one.get_absolute_url(), kind="research",
            who=" · ".join(one.names), button=_("Look"),
            due_at=one.starts_at, started_at=one.created_at,
        )
        for one in rows.with_names().select_related("leader").order_by("starts_at", "pk")[:MOST]
    ]  # fmt: skip


def _falls_to(role, stop, due_at):
    """The general steward sees what nobody serves, and what is late; whoever serves sees everything."""
    return role != Role.GENERAL or not stop.is_served or due_at < timezone.now()


@hooks.due_items.register
def stops_due(user, acting=None):
    """Stops that nobody recorded, within three working days; and enterprises to return to, in one query.

    By whoever serves, and what is late by the general steward as well (事后企业回访, guideline art. 5.1).
    """
    if (role := getattr(acting, "role", "")) not in SERVES:
        return []
    rows = ResearchStop.objects.to_do().filter(enterprise__in=served_by(user, role)).with_served().for_list()[:MOST]
    items = [(stop, _to_record(stop) if stop.state == StopState.PLANNED else _to_return(stop)) for stop in rows]
    return [item for stop, item in items if _falls_to(role, stop, item.due_at)]


def _to_record(stop):
    return DueItem(
        title=_("Record the research visit: %(enterprise)s") % {"enterprise": stop.enterprise.name},
        url=reverse("research:record", args=[stop.research_visit_id, stop.pk]), kind="research",
        who=stop.research_visit.led_by, button=_("Record"), started_at=stop.at,
        due_at=workdays.due_at(stop.at, RECORDED_WITHIN),
    )  # fmt: skip


def _to_return(stop):
    return DueItem(
        title=_("Revisit: %(enterprise)s") % {"enterprise": stop.enterprise.name}, kind="revisit",
        url=f"{reverse('stewards:visit_new')}?enterprise={stop.enterprise.uscc}", button=_("Log a visit"),
        who=str(format_lazy(_("After the research visit of {day}"), day=day_bare(stop.at))),
        due_at=_end_of(stop.revisit_on), started_at=stop.visit.happened_at,
    )  # fmt: skip


def _end_of(day):
    return datetime.combine(day, workdays.WORK_ENDS, workdays.SHANGHAI)


# --- Pages of others -------------------------------------------------------------------------------------------------
@hooks.enterprise_sections.register
def research_section(user, enterprise):
    """Research visits to the enterprise: for officials the last ones, for the enterprise those announced to it."""
    is_official = permissions.can_list(user)
    rows = ResearchStop.objects.visible_to(user) if is_official else ResearchStop.objects.announced_to(user).coming()
    stops = list(rows.filter(enterprise=enterprise).for_list().order_by("-at", "-pk")[:LAST])
    may_plan = permissions.can_plan_for(user, enterprise)
    if not stops and not may_plan:
        return []
    context = {"stops": stops, "enterprise": enterprise, "is_official": is_official, "may_plan": may_plan}
    return [Section(_("Research visits"), "research/_of_enterprise.html", context)]


@hooks.enterprise_sections.register
def burden_section(user, enterprise):
    """What reached the enterprise this month, for those who serve and lead."""
    if not permissions.can_read_burden_of(user, enterprise):
        return []
    burden = reached([enterprise.pk], budgets=budgets([enterprise]))[enterprise.pk]
    kinds = {str(kind): burden.kinds[kind] for kind in BurdenKind}
    return [Section(_("Burden"), "research/_burden_of.html", {"burden": burden, "kinds": kinds, "firm": enterprise})]


@hooks.visit_sections.register
def research_of_visit(user, visit):
    """On the record of a stop: the research visit that it belongs to; and of which one it was the revisit."""
    rows = ResearchStop.objects.visible_to(user)
    stops = list(rows.filter(visit=visit).for_list()) + list(rows.filter(revisit=visit).for_list())
    if not stops:
        return []
    return [Section(_("Research visit"), "research/_of_visit.html", {"stops": stops, "visit": visit})]


@hooks.handover_items.register
def research_handed_over(user, enterprise_ids):
    """Research visits to come, and revisits that are open, go over with the enterprise."""
    rows = ResearchStop.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    items = [
        HandoverItem(
            stop.enterprise_id, _("research visit"),
            _("Research visit: %(leader)s") % {"leader": stop.research_visit.led_by},
            stop.research_visit.get_absolute_url(), due_at=stop.at,
        )
        for stop in rows.coming().for_list()
    ]  # fmt: skip
    return items + [
        HandoverItem(
            stop.enterprise_id, _("revisit"), _("Revisit: %(enterprise)s") % {"enterprise": stop.enterprise.name},
            stop.research_visit.get_absolute_url(), due_at=_end_of(stop.revisit_on), happened_at=stop.at,
        )
        for stop in rows.revisits_open().for_list()
    ]  # fmt: skip


# --- Burden ----------------------------------------------------------------------------------------------------------
@hooks.burden_entries.register
def research_planned(enterprise_ids, since, until):
    """Research visits to come; a recorded one is a visit, which stewards count."""
    rows = ResearchStop.objects.coming().filter(enterprise__in=enterprise_ids, at__gte=since, at__lt=until)
    return [
        BurdenEntry(
            stop.enterprise_id, BurdenKind.CONTACT,
            _("Research visit: %(leader)s") % {"leader": stop.research_visit.led_by},
            stop.at, stop.research_visit.purpose, stop.research_visit.get_absolute_url(), is_planned=True,
        )
        for stop in rows.for_list()
    ]  # fmt: skip


@hooks.burden_entries.register
def messages_sent(enterprise_ids, since, until):
    """Messages to the contacts of today, one for each enterprise however many contacts read it; own cases aside."""
    firms = {}
    for firm, person in (
        Contact.objects.current().filter(enterprise__in=enterprise_ids).values_list("enterprise", "user")
    ):
        firms.setdefault(person, set()).add(firm)
    rows = Notification.objects.filter(recipient__in=firms, created_at__gte=since, created_at__lt=until)
    found = {}
    for one in rows.exclude(event__in=ASKED_FOR).order_by("created_at"):
        for firm in firms[one.recipient_id]:
            found.setdefault((firm, one.event, one.title, timezone.localdate(one.created_at)), one)
    return [
        BurdenEntry(key[0], BurdenKind.PUSH, one.title, one.created_at, _channel(one)) for key, one in found.items()
    ]


def _channel(message):
    return _("Inbox") if message.mail_state == MailState.NONE else _("Inbox and e-mail")
