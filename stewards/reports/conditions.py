"""Whether a step is possible now, and until when it is expected; read by pages and by the workflow alike."""

from django.utils import timezone

from portal.common import workdays
from portal.common.workflow import table
from stewards.conditions import CORRECTABLE_FOR

from .enums import ReportState as S
from .enums import Urgency

STEPS = table(
    acknowledge=([S.SENT], S.ACKNOWLEDGED),
    pass_on=([S.SENT, S.ACKNOWLEDGED, S.PASSED_ON], S.PASSED_ON),
)
#: Working days within which the district lead reads a report: urgent ones on the day. The numbers are ours.
READ_WITHIN = {Urgency.URGENT: 0, Urgency.NORMAL: 5}


def may_be_corrected(report, user, now=None):
    """Whether this person may still change what the report says: its author, for as long as with a visit."""
    return report.author_id == user.pk and (now or timezone.now()) - report.created_at <= CORRECTABLE_FOR


def read_by(created_at, urgency):
    """The instant until which the district lead should have read a report of this moment."""
    return workdays.due_at(created_at, READ_WITHIN[urgency])
