"""Whether a step is possible now, and until when it is expected; read by pages and by the workflow alike."""

from datetime import timedelta

from django.utils import timezone

from portal.common import workdays
from portal.common.workflow import table

from .enums import IntegrityState as S

STEPS = table(
    look=([S.RECEIVED], S.LOOKING),
    answer=([S.RECEIVED, S.LOOKING], S.ANSWERED),
    close=([S.RECEIVED, S.LOOKING], S.CLOSED),
)
OPEN = (S.RECEIVED, S.LOOKING)
#: How long one reading lasts: within it the page shows the report again without another row.
READING_LASTS = timedelta(minutes=15)
#: Working days until somebody begins, and until there is an answer. The numbers are ours.
BEGIN_WITHIN, ANSWER_WITHIN = 3, 15


def is_being_read(report, user):
    """Whether this person opened the report in the last 15 minutes."""
    return report.readings.filter(reader=user.pk, at__gt=timezone.now() - READING_LASTS).exists()


def due_at(report):
    """The instant until which the next step is expected, or None when nothing is."""
    if report.state not in OPEN:
        return None
    days = BEGIN_WITHIN if report.state == S.RECEIVED else ANSWER_WITHIN
    return workdays.due_at(report.created_at, days)
