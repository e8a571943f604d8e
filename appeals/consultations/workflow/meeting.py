"""Called, changed, called off, held: by the lead unit or the desk; each unit answers for itself."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.workflow import engine
from portal.accounts.enums import Role
from portal.accounts.permissions import unit_ids
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from .. import notifications, permissions
from ..conditions import live_parts, missing_before_call, missing_before_change, missing_before_minutes
from ..enums import Coming, ConsultationState
from ..models import Consultation, Seat


@transaction.atomic
def call(appeal, *, by, starts_at, ends_at, purpose, room="", link=""):
    """Invite every unit that works on the case; returns the :class:`Consultation`."""
    appeal = engine.lock(appeal)
    _allow(by, appeal)
    engine.refuse_if(missing_before_call(appeal))
    _to_come(starts_at)
    row = Consultation(
        appeal=appeal, starts_at=starts_at, ends_at=ends_at, room=room, link=link, purpose=purpose, called_by=by
    )
    row._history_user = by
    with speaking():
        row.save()
    Seat.objects.bulk_create(
        Seat(consultation=row, unit_id=unit, is_lead=is_lead)
        for unit, is_lead in {part.unit_id: part.is_lead for part in reversed(live_parts(appeal))}.items()
    )
    _own_unit_comes(row, by)
    notifications.called(row, by)
    return row


@transaction.atomic
def change(row, *, by, starts_at, ends_at, purpose, room="", link=""):
    """Move it to another time or place; everybody is told, and answers anew when the time changed."""
    row = _lock(row)
    _allow(by, row.appeal)
    engine.refuse_if(missing_before_change(row))
    _to_come(starts_at)
    if starts_at != row.starts_at:
        row.seats.update(coming=Coming.OPEN, reason="", answered_by=None, answered_at=None)
        row.reminded_day_at = row.reminded_hour_at = None
        _own_unit_comes(row, by)
    row.starts_at, row.ends_at, row.purpose, row.room, row.link = starts_at, ends_at, purpose, room, link
    row.edition, row.changed_at, row._history_user = row.edition + 1, timezone.now(), by
    with speaking():
        row.save()
    notifications.changed(row, by)
    return row


@transaction.atomic
def cancel(row, *, by, reason):
    """Call it off, with the reason."""
    row = _lock(row)
    _allow(by, row.appeal)
    engine.refuse_if(missing_before_change(row) or ([] if reason.strip() else [_("Give the reason.")]))
    _end(row, ConsultationState.CANCELLED, by=by, reason=reason)
    notifications.cancelled(row, by)
    return row


@transaction.atomic
def answer(seat, *, by, comes, reason=""):
    """Say for one's unit whether it comes; the last word counts."""
    row = _lock(seat.consultation)
    seat = row.seats.get(pk=seat.pk)
    if not permissions.can_answer(by, seat):
        raise Refused(_("The people of the unit answer for it."), code="role")
    engine.refuse_if(missing_before_change(row))
    if not comes and not reason.strip():
        raise Refused(_("Who does not come says why."), code="no_reason")
    seat.coming, seat.reason = (Coming.YES, "") if comes else (Coming.NO, reason.strip())
    seat.answered_by, seat.answered_at = by, timezone.now()
    seat.save(update_fields=["coming", "reason", "answered_by", "answered_at"])
    return seat


@transaction.atomic
def write_minutes(row, *, by, minutes, attended):
    """Write down what was agreed and which units (``attended``: their seats) were there: it was held."""
    row = _lock(row)
    _allow(by, row.appeal)
    engine.refuse_if(missing_before_minutes(row) or ([] if minutes.strip() else [_("Write what was agreed.")]))
    row.seats.filter(pk__in=[seat.pk for seat in attended]).update(attended=True)
    _end(row, ConsultationState.HELD, by=by, minutes=minutes)
    notifications.held(row, by)
    return row


def _lock(row):
    appeal = engine.lock(row.appeal)
    row = Consultation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.appeal = appeal
    return row


def _allow(by, appeal):
    if not permissions.can_call(by, appeal):
        raise Refused(_("The lead unit and the desk call a consultation."), code="role")


def _own_unit_comes(row, by):
    """Whoever sets the time comes; the others are asked."""
    own = row.seats.filter(unit__in=unit_ids(by, Role.HANDLER))
    own.update(coming=Coming.YES, answered_by=by, answered_at=timezone.now())


def _to_come(starts_at):
    if starts_at <= timezone.now():
        raise Refused(_("The beginning lies in the past."), code="past")


def _end(row, state, *, by, minutes="", reason=""):
    row.state, row.minutes, row.reason = state, minutes.strip(), reason.strip()
    row.ended_by, row.ended_at, row.changed_at = by, timezone.now(), timezone.now()
    row.edition, row._history_user = row.edition + 1, by
    row.save()
