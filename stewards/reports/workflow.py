"""Every write of information reports: sent once, corrected for a day, added to, acknowledged, passed on."""

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from portal.accounts.units import hold_open
from portal.common.workflow import Refused, check
from stewards.models import Assignment

from . import kinds, notifications, permissions
from .conditions import STEPS, may_be_corrected
from .enums import ReportState, Urgency
from .models import Report, ReportAddition, ReportLog

#: What a correction may change; who wrote it, when, of whom and of which kind stays.
CORRECTABLE = ("title", "text", "facts", "happened_on", "urgency", "urgent_because")


@transaction.atomic
def send(enterprise, *, by, client_id, kind, from_visit=None, **said):
    """Send a report, once for each ``client_id``; returns the :class:`Report`.

    ``said`` holds ``title, text, facts, happened_on, urgent_because`` (empty: normal, unless the facts burn by
    themselves). Raises :class:`Refused` for somebody who does not serve the enterprise today, a day to come, a visit to
    another enterprise, or a number that belongs to somebody else's report.
    """
    if known := Report.objects.filter(client_id=client_id).first():
        return _own(known, by)
    enterprise = Enterprise.objects.get(pk=enterprise.pk)
    if not permissions.can_write_of(by, enterprise):
        raise _not_serving(enterprise)
    if from_visit is not None and from_visit.enterprise_id != enterprise.pk:
        raise Refused(_("The visit was to another enterprise."), code="other_visit")
    serving = Assignment.objects.open().filter(enterprise=enterprise).select_related("steward").first()
    report = Report(enterprise=enterprise, author=by, steward=serving.steward if serving else None, kind=kind,
                    client_id=client_id, from_visit=from_visit, created_at=timezone.now())  # fmt: skip
    _say(report, said)
    try:
        with transaction.atomic():
            report.number = _next_number(report.created_at)
            report.save(force_insert=True)
    except IntegrityError:  # the same page sent twice at the same moment: the first one stands
        return _own(Report.objects.get(client_id=client_id), by)
    _log(report, "send", "", by)
    if report.is_urgent:
        notifications.urgent(report)
    return report


def _next_number(at):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('reports_number')")
        return f"IR-{timezone.localtime(at).year}-{cursor.fetchone()[0]:06d}"


def _not_serving(enterprise):
    return Refused(_("You do not serve %(enterprise)s today.") % {"enterprise": enterprise}, code="not_serving")


def _own(report, by):
    if report.author_id != by.pk:
        raise Refused(_("This report belongs to somebody else."), code="foreign")
    return report


def _say(report, said):
    """Put the words in, and derive from them how urgent it is and what the search finds."""
    because = said.pop("urgent_because", report.urgent_because)
    for name, value in said.items():
        setattr(report, name, value)
    if report.happened_on > timezone.localdate(report.created_at):
        raise Refused(_("What you learned lies in the past: look at the day."), code="future")
    is_urgent = bool(because) or kinds.urgent_by_itself(report.kind, report.facts)
    report.urgency, report.urgent_because = (Urgency.URGENT, because) if is_urgent else (Urgency.NORMAL, "")
    report.words = "\n".join([report.title, report.text, *kinds.typed_words(report.kind, report.facts)])


def _log(report, step, before, by, unit=None, comment=""):
    return ReportLog.objects.create(
        report=report, step=step, state_from=before, state_to=report.state, by=by, unit=unit, comment=comment
    )


def _locked(report):
    return Report.objects.select_for_update(of=("self",), no_key=True).select_related("enterprise").get(pk=report.pk)


@transaction.atomic
def correct(report, *, by, **said):
    """Change what the report says, by its author within 24 hours; the history keeps what stood before."""
    report = _locked(report)
    if not may_be_corrected(report, by):
        raise Refused(_("The 24 hours for corrections are over. Add to the report instead."), code="too_late")
    _say(report, said)
    report.changed_at = timezone.now()
    report.save(update_fields=[*CORRECTABLE, "words", "changed_at"])
    if report.is_urgent and report.state == ReportState.SENT:
        notifications.urgent(report)
    return report


@transaction.atomic
def add(report, *, by, text):
    """Add to a report, visibly and for good: its author, or whoever serves the enterprise today."""
    report = _locked(report)
    if not permissions.can_add_to(by, report):
        raise _not_serving(report.enterprise)
    return ReportAddition.objects.create(report=report, author=by, text=text)


@transaction.atomic
def acknowledge(report, *, by):
    """The district lead has read it; a second click finds it done."""
    report = _locked(report)
    if not permissions.can_acknowledge(by, report):
        raise _not_leading()
    if report.state != ReportState.SENT:
        return report
    return _step(report, "acknowledge", by)[0]


@transaction.atomic
def pass_on(report, *, by, unit, note):
    """Give the report to a unit, whose people see it from now on; several units one after the other are possible."""
    hold_open([unit])
    report = _locked(report)
    if not permissions.can_pass_on(by, report):
        raise _not_leading()
    report, log = _step(report, "pass_on", by, unit, note)
    notifications.passed_on(report, unit, log)
    return report


def _step(report, name, by, unit=None, note=""):
    before, target = report.state, check(STEPS, name, ReportState(report.state)).target
    report.state = target
    if report.acknowledged_at is None:
        report.acknowledged_at, report.acknowledged_by = timezone.now(), by
    report.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    return report, _log(report, name, before, by, unit, note)


def _not_leading():
    return Refused(_("This is for the lead of the enterprise's district."), code="not_leading")
