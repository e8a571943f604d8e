"""Days on which people are away: entered, changed, ended early, cancelled before they begin."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.constraints import speaking
from portal.common.templatetags.words import bare_day
from portal.common.workflow import Refused

from ..models import Absence
from ..people import colleagues

#: The longest absence that one entry covers, in days; somebody away for longer hands over.
LONGEST = 366


@transaction.atomic
def add_absence(user, *, by, started_on, ended_on, note="", deputy=None):
    """Enter days on which ``user`` is away, both included; raises :class:`Refused` when they overlap others.

    ``deputy`` works in a unit of ``user`` and is there on all of these days.
    """
    return _put(Absence(user=user), by, started_on, ended_on, note, deputy)


@transaction.atomic
def change_absence(absence, *, by, started_on, ended_on, note="", deputy=None):
    """Change an absence that is not over; one that has begun keeps its first day."""
    absence = _lock(absence)
    _refuse_over(absence)
    if absence.started_on <= timezone.localdate() and started_on != absence.started_on:
        raise Refused(_("This absence has begun; only its last day can change."), code="begun")
    return _put(absence, by, started_on, ended_on, note, deputy)


@transaction.atomic
def cancel_absence(absence, *, by):
    """Take back an absence that has not begun; it stays in the history."""
    absence = _lock(absence)
    if absence.cancelled_at:
        return absence
    if absence.started_on <= timezone.localdate():
        raise Refused(_("This absence has begun. End it early instead."), code="begun")
    return _cancel(absence, by)


@transaction.atomic
def end_absence(absence, *, by):
    """The person is back today; yesterday was the last day away."""
    absence, today = _lock(absence), timezone.localdate()
    if absence.cancelled_at or absence.ended_on < today:
        return absence
    if absence.started_on > today:
        raise Refused(_("This absence has not begun. Remove it instead."), code="not_begun")
    if absence.started_on == today:
        return _cancel(absence, by)
    absence.ended_on = today - timedelta(days=1)
    return _save(absence, by)


def _put(absence, by, started_on, ended_on, note, deputy):
    today = timezone.localdate()
    if ended_on < started_on:
        raise Refused(_("The end cannot lie before the beginning."), code="order")
    if ended_on < today:
        raise Refused(_("These days are over already."), code="over")
    if (ended_on - started_on).days >= LONGEST:
        raise Refused(_("An absence is at most a year. Hand the work over instead."), code="long")
    if deputy:
        _refuse_deputy(absence.user, deputy, started_on, ended_on)
    absence.started_on, absence.ended_on, absence.note = started_on, ended_on, note.strip()
    absence.deputy = deputy
    with speaking(lambda name: _overlap(absence) if "overlap" in name else ""):
        return _save(absence, by)


def _refuse_deputy(user, deputy, started_on, ended_on):
    """Whoever stands in is a colleague, and there; one who falls ill later leaves the cases to the whole unit."""
    if not colleagues(user).filter(pk=deputy.pk).exists():
        raise Refused(_("%(name)s does not work in the same unit.") % {"name": deputy}, code="deputy")
    away = Absence.objects.standing().filter(user=deputy, started_on__lte=ended_on, ended_on__gte=started_on)
    if other := away.order_by("started_on").first():
        words = {"name": deputy, "from": bare_day(other.started_on), "until": bare_day(other.ended_on)}
        raise Refused(
            _("%(name)s is away from %(from)s to %(until)s. Choose somebody who is there.") % words, code="deputy"
        )


def _overlap(absence):
    """Say with which days the new ones overlap."""
    others = Absence.objects.standing().filter(
        user=absence.user_id, started_on__lte=absence.ended_on, ended_on__gte=absence.started_on
    )
    other = others.exclude(pk=absence.pk).order_by("started_on").first()
    if other is None:
        return ""
    words = {"name": absence.user, "from": bare_day(other.started_on), "until": bare_day(other.ended_on)}
    return _("%(name)s is already away from %(from)s to %(until)s. Change that entry instead.") % words


def _lock(absence):
    return Absence.objects.select_for_update(of=("self",)).select_related("user").get(pk=absence.pk)


def _refuse_over(absence):
    if absence.cancelled_at or absence.ended_on < timezone.localdate():
        raise Refused(_("This absence is over."), code="over")


def _cancel(absence, by):
    absence.cancelled_at = timezone.now()
    return _save(absence, by)


def _save(absence, by):
    absence._history_user = by
    absence.save()
    return absence
