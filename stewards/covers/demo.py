"""In the unit of the demo accounts one steward is away and covered by the demo steward, the next one is away soon."""

from enterprises import access
from enterprises.enums import AccessReason
from portal.accounts.models import Absence
from stewards.models import Assignment, Steward

from .models import Cover

REASON = "年休假"


def seed(clock, people):
    """Write two absences and one cover; nobody stands in on the second one yet. Smaller units have none of it."""
    deputy = Steward.objects.get(user=people.demo["steward"].pk)
    mates = Steward.objects.serving().with_load().filter(unit=deputy.unit_id, load__gt=0).exclude(pk=deputy.pk)
    mates = mates.order_by("load", "pk")[:2]
    if len(mates) < 2:
        return
    (away, soon), today, calendar = mates, clock.now.date(), clock.calendar
    _away(away, clock.back(3, 9).date(), calendar.add_workdays(today, 4))
    _away(soon, calendar.add_workdays(today, 2), calendar.add_workdays(today, 6))
    cover = Cover(
        steward=away, deputy=deputy, started_on=clock.back(2, 9).date(), ended_on=calendar.add_workdays(today, 4),
        reason=REASON, decided_by_id=people.demo["general"].pk, created_at=clock.back(3, 9, 20), is_demo=True,
    )  # fmt: skip
    cover._history_date = cover.created_at
    cover.save()
    cover.history.update(history_user=cover.decided_by_id)
    for row in Assignment.objects.open().filter(steward=away).select_related("enterprise"):
        access.grant(deputy.user, row.enterprise, AccessReason.DEPUTY, until=cover.ended_on)


def _away(steward, started_on, ended_on):
    row = Absence(user_id=steward.user_id, started_on=started_on, ended_on=ended_on, note=REASON)
    row.save()
    row.history.update(history_user=steward.user_id)
