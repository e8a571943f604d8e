"""What consultations give to the pages of other apps: the section of a case, its button, what is to be answered."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.enums import AppealState
from appeals.timeline import reads_inside
from portal.accounts.enums import Role
from portal.accounts.permissions import unit_ids
from portal.common import hooks
from portal.common.hooks import Act, DueItem, Section

from . import permissions
from .conditions import live_parts
from .enums import ConsultationState
from .models import Consultation, Seat

#: States in which a case can have had a consultation at all.
_AFTER_DISPATCH = (AppealState.ACCEPTED, AppealState.IN_HANDLING, AppealState.REPLIED, AppealState.CLOSED)


@hooks.case_sections.register
def of_case(user, appeal):
    """The meetings of a case that several units handle; the enterprise reads when they met."""
    joint = any(not row.is_lead for row in appeal.handlings.all())
    if not joint or appeal.state not in _AFTER_DISPATCH:
        return []
    inside, found = reads_inside(user, appeal), {}
    seats = Seat.objects.filter(consultation__appeal=appeal).select_related("consultation", "unit")
    for seat in seats.order_by("-consultation__starts_at", "consultation", "-is_lead", "pk"):
        row = found.setdefault(seat.consultation, [])
        if inside or seat.consultation.state == ConsultationState.HELD:
            row.append((seat, _may_answer(user, seat.consultation, seat)))
    shown = [(row, units) for row, units in found.items() if units]
    if not shown:
        return []
    context = {
        "rows": shown, "inside": inside, "case": appeal, "may_call": permissions.can_call(user, appeal),
        "now": timezone.now(),
    }  # fmt: skip
    return [Section(_("Consultations"), "consultations/_case.html", context)]


def _may_answer(user, row, seat):
    return row.state == ConsultationState.CALLED and permissions.can_answer(user, seat)


@hooks.case_acts.register
def call(user, appeal):
    """The lead unit or the desk calls the units together."""
    if appeal.state != AppealState.IN_HANDLING or not permissions.can_call(user, appeal) or len(live_parts(appeal)) < 2:
        return []
    return [Act(_("Call a consultation"), reverse("consultations:call", args=[appeal.number]), "users")]


#: How many invitations and missing minutes stand among what is due.
MOST = 20


@hooks.due_items.register
def due(user, acting=None):
    """Invitations that wait for an answer, and meetings that are over and have no minutes."""
    if getattr(acting, "role", "") != Role.HANDLER:
        return []
    units = unit_ids(user, Role.HANDLER)
    seats = Seat.objects.to_answer().filter(unit__in=units).select_related("consultation__appeal__enterprise")
    invited = [
        DueItem(
            title=_("Consultation: %(title)s") % {"title": seat.consultation.appeal.title},
            who=seat.consultation.appeal.enterprise.name, url=seat.consultation.get_absolute_url(),
            started_at=seat.consultation.called_at, due_at=seat.consultation.starts_at, kind="consultation",
            button=_("Answer"),
        )
        for seat in seats.order_by("consultation__starts_at", "pk")[:MOST]
    ]  # fmt: skip
    over = (
        Consultation.objects.called()
        .filter(ends_at__lt=timezone.now(), seats__unit__in=units, seats__is_lead=True)
        .select_related("appeal__enterprise")
    )
    return invited + [
        DueItem(
            title=_("Minutes of the consultation: %(title)s") % {"title": row.appeal.title},
            who=row.appeal.enterprise.name, url=reverse("consultations:minutes", args=[row.appeal.number, row.pk]),
            started_at=row.ends_at, kind="consultation", button=_("Write the minutes"),
        )
        for row in over.order_by("ends_at", "pk")[:MOST]
    ]  # fmt: skip
