"""Every write about research visits: planned, changed, cancelled, recorded stop by stop, and the revisit afterwards."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.constraints import speaking
from portal.common.workflow import Refused, check, table
from stewards import workflow as stewardship
from stewards.enums import VisitMode
from stewards.models import Visit

from . import notifications, permissions
from .enums import ResearchState, StopState
from .models import ResearchStop, ResearchVisit

S = ResearchState
STEPS = table(
    change=([S.PLANNED], S.PLANNED),
    cancel=([S.PLANNED], S.CANCELLED),
    record=([S.PLANNED], S.PLANNED),
    finish=([S.PLANNED], S.DONE),
)
#: What a plan says of itself; its stops and its company stand beside it.
FIELDS = ("starts_at", "ends_at", "leader", "leader_name", "leader_office", "purpose", "meeting_point", "others")


@transaction.atomic
def plan(*, by, stops, companions=(), unit=None, **said):
    """Plan a research visit to ``stops``, pairs ``(enterprise, at)``; returns it (guideline art. 5.1).

    ``said`` holds :data:`FIELDS`. Raises :class:`Refused` for enterprises of others, a beginning in the past, a stop
    outside the hours, or an empty plan. The enterprises, their stewards and the company are told.
    """
    now = timezone.now()
    _refuse_stops(by, stops, said)
    _refuse_past(said["starts_at"], now)
    row = ResearchVisit(planned_by=by, unit=unit, created_at=now, changed_at=now, **said)
    with speaking():
        row.save(force_insert=True)
        for enterprise, at in stops:
            ResearchStop.objects.create(research_visit=row, enterprise=enterprise, at=at)
    row.companions.set(companions)
    notifications.planned(row, _coming(row), by)
    return row


@transaction.atomic
def change(research_visit, *, by, stops, companions=(), **said):
    """Change the plan; what was recorded stays, and who took part is told once. Nothing changed tells nobody."""
    row = _locked(research_visit, by, "change")
    _refuse_stops(by, stops, said, row)
    if said["starts_at"] != row.starts_at:
        _refuse_past(said["starts_at"], timezone.now())
    dropped, is_moved = _set_stops(row, stops)
    left = list(row.companions.exclude(pk__in=[one.pk for one in companions]))
    joined = {one.pk for one in companions} - set(row.companions.values_list("pk", flat=True))
    if not (is_moved or left or joined or any(getattr(row, name) != said[name] for name in FIELDS)):
        return row
    for name in FIELDS:
        setattr(row, name, said[name])
    row.companions.set(companions)
    _counted(row, *FIELDS)
    notifications.changed(row, _coming(row), dropped, left, by)
    return _finished(row)


@transaction.atomic
def cancel(research_visit, *, by, reason):
    """Call the research visit off, with the reason that everybody reads; not once a stop is recorded."""
    row = _locked(research_visit, by, "cancel")
    if row.stops.filter(state=StopState.RECORDED).exists():
        raise Refused(_("A stop is recorded already. Take the others out of the plan instead."), code="recorded")
    row.state, row.cancelled_because = STEPS["cancel"].target, reason
    _counted(row, "state", "cancelled_because")
    notifications.cancelled(row, _coming(row), by)
    return row


@transaction.atomic
def record(stop, *, by, client_id, revisit_on=None, follow_ups=(), **said):
    """Write down what came of a stop: a visit on site with its promises, and until when somebody returns.

    The same page sent again is the same record; raises :class:`Refused` for somebody who does not serve the
    enterprise today, before the stop, or when somebody else has recorded it. The last stop ends the research visit.
    """
    row = ResearchVisit.objects.select_for_update(of=("self",), no_key=True).get(pk=stop.research_visit_id)
    stop = (
        ResearchStop.objects.select_for_update(of=("self",), no_key=True)
        .select_related("enterprise", "visit")
        .get(pk=stop.pk)
    )
    if stop.visit and stop.visit.client_id == client_id and stop.visit.author_id == by.pk:
        return stop
    if stop.state != StopState.PLANNED:
        raise Refused(_("This stop is recorded already, or no longer in the plan."), code="recorded")
    check(STEPS, "record", S(row.state))
    if stop.at > timezone.now():
        raise Refused(_("This stop lies ahead."), code="future")
    said |= {"mode": VisitMode.ON_SITE}
    stop.visit = stewardship.log(stop.enterprise, by=by, client_id=client_id, follow_ups=follow_ups, **said)
    stop.state, stop.revisit_on = StopState.RECORDED, revisit_on
    with speaking():
        stop.save(update_fields=["visit", "state", "revisit_on"])
    _finished(row)
    return stop


@transaction.atomic
def link_revisit(stop, *, by, visit):
    """Say which later visit to the enterprise was the revisit; whoever serves the enterprise today."""
    stop = (
        ResearchStop.objects.select_for_update(of=("self",), no_key=True)
        .select_related("enterprise", "visit")
        .get(pk=stop.pk)
    )
    if not permissions.can_record(by, stop):
        raise Refused(_("You do not serve %(enterprise)s today.") % {"enterprise": stop.enterprise}, code="not_serving")
    if stop.state != StopState.RECORDED or stop.revisit_id:
        raise Refused(_("There is no revisit to be linked here."), code="no_revisit")
    visit = Visit.objects.get(pk=visit.pk)
    if visit.enterprise_id != stop.enterprise_id or visit.happened_at <= stop.visit.happened_at:
        raise Refused(_("A revisit is a later visit to the same enterprise."), code="not_later")
    stop.revisit = visit
    stop.save(update_fields=["revisit"])
    return stop


def _locked(research_visit, by, step):
    row = ResearchVisit.objects.select_for_update(of=("self",), no_key=True).get(pk=research_visit.pk)
    if not permissions.can_change(by, row):
        raise Refused(_("You plan no research visits to these enterprises."), code="not_yours")
    check(STEPS, step, S(row.state))
    return row


def _coming(row):
    return list(row.stops.filter(state=StopState.PLANNED).select_related("enterprise"))


def _refuse_stops(by, stops, said, row=None):
    if not stops:
        raise Refused(_("Name at least one enterprise."), code="empty")
    if any(not said["starts_at"] <= at <= said["ends_at"] for _enterprise, at in stops):
        raise Refused(_("Each stop lies between the beginning and the end."), code="hours")
    enterprise = type(stops[0][0])
    wanted = enterprise.objects.filter(pk__in=[one.pk for one, _at in stops])
    if wanted.exclude(pk__in=permissions.plannable(by, wanted).values("pk")).exists():
        raise Refused(_("You plan no research visits to these enterprises."), code="not_yours")
    kept = set(row.stops.filter(state=StopState.RECORDED).values_list("enterprise", flat=True)) if row else set()
    if not kept <= {one.pk for one, _at in stops}:
        raise Refused(_("What is recorded stays in the plan."), code="recorded")


def _refuse_past(starts_at, now):
    if starts_at <= now:
        raise Refused(_("A research visit is planned ahead: look at the day and the time."), code="past")


def _set_stops(row, stops):
    """Bring the stops to what the plan says now; returns those dropped, and whether anything moved."""
    wanted, dropped, is_moved = {one.pk: at for one, at in stops}, [], False
    for stop in row.stops.select_related("enterprise"):
        at = wanted.pop(stop.enterprise_id, None)
        if stop.state == StopState.RECORDED:
            continue
        target = StopState.DROPPED if at is None else StopState.PLANNED
        if (stop.state, stop.at) == (target, at or stop.at):
            continue
        is_moved = True
        dropped += [stop] if target == StopState.DROPPED else []
        stop.state, stop.at = target, at or stop.at
        stop.save(update_fields=["state", "at"])
    with speaking():
        for enterprise, at in wanted.items():
            ResearchStop.objects.create(research_visit=row, enterprise_id=enterprise, at=at)
    return dropped, is_moved or bool(wanted)


def _counted(row, *fields):
    """Save the fields and count the change, which calendars know it by."""
    row.sequence, row.changed_at = row.sequence + 1, timezone.now()
    with speaking():
        row.save(update_fields=[*fields, "sequence", "changed_at"])


def _finished(row):
    """With its last stop recorded the research visit is done."""
    states = set(row.stops.exclude(state=StopState.DROPPED).values_list("state", flat=True))
    if states == {StopState.RECORDED}:
        row.state = STEPS["finish"].target
        row.save(update_fields=["state"])
    return row
