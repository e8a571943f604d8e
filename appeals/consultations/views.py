"""Units of one case meet: called, answered, changed, called off, written down."""

from urllib.parse import urlsplit

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appeals.views.steps import Page, allow, at_once, bind, fetch_for_step, take
from portal.common import ics

from . import conditions, permissions, workflow
from .forms import CallOffForm, ConsultationForm, MinutesForm, NotComingForm
from .models import Consultation, Seat


def _fetch(request, number, pk):
    """``(case, consultation)`` as far as the person sees them; else 404."""
    appeal = fetch_for_step(request, number)
    rows = Consultation.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("appeal"), pk=pk, appeal=appeal)
    allow(permissions.reads(request.user, appeal))
    return appeal, row


def call(request, number):
    """Invite the units of a case."""
    appeal = fetch_for_step(request, number)
    allow(permissions.can_call(request.user, appeal))
    page = Page(
        _("Call a consultation"), _("Invite"), why=tuple(conditions.missing_before_call(appeal)),
        after=(_("Every unit that works on the case is invited and told now."),),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, ConsultationForm),
        lambda data: workflow.call(appeal, by=request.user, **data), done=_("The units are invited."),
    )  # fmt: skip


def change(request, number, pk):
    """Another time or place."""
    appeal, row = _fetch(request, number, pk)
    allow(permissions.can_call(request.user, appeal))
    page = Page(
        _("Change the consultation"), _("Change"), why=tuple(conditions.missing_before_change(row)),
        after=(_("Every unit is told. At another time each answers anew."),),
    )  # fmt: skip
    fields = ("starts_at", "ends_at", "room", "link", "purpose")
    form = bind(request, ConsultationForm, initial={name: getattr(row, name) for name in fields})
    return take(
        request, appeal, page, form, lambda data: workflow.change(row, by=request.user, **data),
        done=_("Changed; the units are told."),
    )  # fmt: skip


def cancel(request, number, pk):
    """Call it off."""
    appeal, row = _fetch(request, number, pk)
    allow(permissions.can_call(request.user, appeal))
    page = Page(_("Call the consultation off"), _("Call off"), why=tuple(conditions.missing_before_change(row)))
    return take(
        request, appeal, page, bind(request, CallOffForm),
        lambda data: workflow.cancel(row, by=request.user, **data), done=_("Called off; the units are told."),
    )  # fmt: skip


def minutes(request, number, pk):
    """What was agreed, and who was there."""
    appeal, row = _fetch(request, number, pk)
    allow(permissions.can_call(request.user, appeal))
    page = Page(
        _("Minutes of the consultation"), _("Keep the minutes"), why=tuple(conditions.missing_before_minutes(row)),
        after=(_("The enterprise reads that the units met, not what was said."),),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, MinutesForm, row=row),
        lambda data: workflow.write_minutes(row, by=request.user, **data), done=_("The minutes are kept."),
    )  # fmt: skip


@require_safe
def calendar_file(request, number, pk):
    """The meeting for the calendar of whoever goes there."""
    appeal, row = _fetch(request, number, pk)
    entry = ics.Entry(
        uid=f"consultation-{row.pk}@{urlsplit(settings.SITE_URL).hostname}", summary=appeal.title,
        starts_at=row.starts_at, ends_at=row.ends_at, changed_at=row.changed_at, sequence=row.edition,
        location=row.room, description=row.purpose, url=row.link or f"{settings.SITE_URL}{row.get_absolute_url()}",
        is_cancelled=row.state == "cancelled",
    )  # fmt: skip
    return ics.answer([entry], f"consultation-{row.pk}")


def _seat(request, number, pk):
    appeal = fetch_for_step(request, number)
    seats = Seat.objects.visible_to(request.user).select_related("unit", "consultation__appeal")
    seat = get_object_or_404(seats, pk=pk, consultation__appeal=appeal)
    allow(permissions.can_answer(request.user, seat))
    return appeal, seat


@require_POST
def come(request, number, pk):
    """One's unit comes."""
    appeal, seat = _seat(request, number, pk)
    return at_once(
        request, lambda: workflow.answer(seat, by=request.user, comes=True), done=_("Your unit comes."),
        to=appeal.get_absolute_url(),
    )  # fmt: skip


def not_come(request, number, pk):
    """One's unit does not come, and says why."""
    appeal, seat = _seat(request, number, pk)
    page = Page(
        _("Your unit does not come"), _("Answer"), why=tuple(conditions.missing_before_change(seat.consultation))
    )
    return take(
        request, appeal, page, bind(request, NotComingForm),
        lambda data: workflow.answer(seat, by=request.user, comes=False, **data), done=_("Answered."),
    )  # fmt: skip
