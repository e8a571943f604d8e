"""What the clock does: reminds once the day before and once the hour before, never in quiet hours."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.common import workdays

from .. import notifications
from ..models import Consultation

#: How long before the beginning which reminder goes out.
MARKS = {"reminded_day_at": timedelta(days=1), "reminded_hour_at": timedelta(hours=1)}


def remind(now=None):
    """Remind of what begins soon; returns how many reminders. Run twice it reminds once."""
    now = now or timezone.now()
    return 0 if workdays.is_quiet(now) else sum(_remind(mark, before, now) for mark, before in MARKS.items())


@transaction.atomic
def _remind(mark, before, now):
    rows = Consultation.objects.called().filter(
        **{mark: None}, starts_at__gt=now, starts_at__lte=now + before, called_at__lt=now - timedelta(hours=1)
    )
    found = list(rows.select_for_update(of=("self",), skip_locked=True).select_related("appeal").order_by("pk"))
    for row in found:
        setattr(row, mark, now)
        row.save_without_historical_record(update_fields=[mark])
        notifications.soon(row, mark)
    return len(found)
