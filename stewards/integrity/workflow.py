"""Every write of integrity reports: sent once, opened with a row each time, looked into, answered."""

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.workflow import Refused, check

from . import notifications, permissions
from .conditions import STEPS, is_being_read
from .enums import IntegrityState
from .models import IntegrityReport, Reading


@transaction.atomic
def send(enterprise, *, by, client_id, **said):
    """Send a report of misconduct, once for each ``client_id``; returns the :class:`IntegrityReport`.

    ``said`` holds ``about, what, when, is_named, contact_wish``. Raises :class:`Refused` for somebody who does not
    speak for the enterprise today, or a number that belongs to somebody else's report.
    """
    if known := IntegrityReport.objects.filter(client_id=client_id).first():
        return _own(known, by)
    if not permissions.own_enterprises(by).filter(pk=enterprise.pk).exists():
        raise Refused(_("You do not speak for %(enterprise)s.") % {"enterprise": enterprise}, code="not_speaking")
    report = IntegrityReport(enterprise=enterprise, district_id=enterprise.service_district_id, reporter=by,
                             client_id=client_id, created_at=timezone.now(), **said)  # fmt: skip
    try:
        with transaction.atomic():
            report.number = _next_number(report.created_at)
            report.save(force_insert=True)
    except IntegrityError:  # the same page sent twice at the same moment: the first one stands
        return _own(IntegrityReport.objects.get(client_id=client_id), by)
    notifications.received(report, permissions.readers_of(report))
    return report


def _next_number(at):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('integrity_number')")
        return f"LZ-{timezone.localtime(at).year}-{cursor.fetchone()[0]:06d}"


def _own(report, by):
    if report.reporter_id != by.pk:
        raise Refused(_("This report belongs to somebody else."), code="foreign")
    return report


def _locked(report):
    return (
        IntegrityReport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("reporter")
        .get(pk=report.pk)
    )


def _refuse_strangers(report, by):
    if not permissions.can_read(by, report):
        raise Refused(_("This report is not for you."), code="no_reader")


@transaction.atomic
def open_report(report, *, by):
    """Write down that a reader opens the report; the page shows it for 15 minutes. Again within them is one reading."""
    report = _locked(report)
    _refuse_strangers(report, by)
    if not is_being_read(report, by):
        Reading.objects.create(report=report, reader=by)
    return report


@transaction.atomic
def look(report, *, by):
    """A reader begins to look into it; the reporter sees that."""
    report = _begun(report, by)
    report.state = check(STEPS, "look", IntegrityState(report.state)).target
    report.looking_since = timezone.now()
    report.save(update_fields=["state", "looking_since"])
    return report


@transaction.atomic
def decide(report, *, by, answer, closes=False):
    """Answer the reporter: with what came of it, or (``closes``) why it ends without."""
    report = _begun(report, by)
    step = check(STEPS, "close" if closes else "answer", IntegrityState(report.state))
    report.state, report.answer = step.target, answer
    report.decided_at, report.decided_by = timezone.now(), by
    report.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    notifications.decided(report)
    return report


def _begun(report, by):
    """The locked report, opened before by the one who acts."""
    report = _locked(report)
    _refuse_strangers(report, by)
    if not report.readings.filter(reader=by.pk).exists():
        raise Refused(_("Open the report first: the reading is logged."), code="not_opened")
    return report
