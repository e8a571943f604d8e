"""*Whether possible now*: sentences that a page shows, and that the step itself checks."""

from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.enums import AppealState

from .enums import ConsultationState


def live_parts(appeal):
    """The parts of units that work on the case now, the lead first."""
    live = [row for row in appeal.handlings.all() if row.is_live]
    return sorted(live, key=lambda row: (not row.is_lead, row.pk))


def missing_before_call(appeal):
    """Units meet while at least two of them work on the case."""
    if appeal.state != AppealState.IN_HANDLING:
        return [_("Units meet while they handle the case.")]
    if len(live_parts(appeal)) < 2:
        return [_("One unit alone handles this case. Add a joint unit first.")]
    return []


def missing_before_change(row):
    """Only what is still to come is changed or called off."""
    return _not_called(row)


def missing_before_minutes(row, now=None):
    """Minutes are written once the meeting has begun."""
    found = _not_called(row)
    if not found and row.starts_at > (now or timezone.now()):
        found = [_("It has not begun yet.")]
    return found


def _not_called(row):
    if row.state == ConsultationState.HELD:
        return [_("It was held already.")]
    if row.state == ConsultationState.CANCELLED:
        return [_("It was called off already.")]
    return []
