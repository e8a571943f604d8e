"""The handling unit: take on or give back, name an owner, contact, progress, notes, reply."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.models import Unit

from .. import permissions, workflow
from ..conditions import missing_before_reply, missing_before_return
from ..enums import HandlingState
from ..forms import ContactForm, GiveBackForm, NoteForm, OwnerForm, ProgressForm, ReplyForm
from .steps import Page, allow, at_once, bind, fetch, fetch_handling, take

LIVE = (HandlingState.ASSIGNED, HandlingState.ACCEPTED)


@require_POST
def take_on(request, number, pk):
    """The unit takes the case on; whoever does it owns it."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_take_on(request.user, handling))
    return at_once(
        request, lambda: workflow.take_on(handling, by=request.user), to=handling.appeal.get_absolute_url(),
        done=_("Taken on. Contact the enterprise next."),
    )  # fmt: skip


def return_to_desk(request, number, pk):
    """“Not ours”: back to the desk, with the basis."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_return_to_desk(request.user, handling))
    page = Page(
        _("Give the case back"), _("Give back"), stop=True, why=tuple(missing_before_return(handling)),
        template="appeals/dispatch.html",
        after=(_("The desk reads your basis and dispatches anew. Your unit does not see the case any more."),),
    )  # fmt: skip
    appeal = fetch(request, number)
    answer = take(
        request, appeal, page, bind(request, GiveBackForm),
        lambda data: workflow.return_to_desk(handling, by=request.user, **data), done=_("Given back to the desk."),
    )  # fmt: skip
    if answer.status_code == 302:
        answer["Location"] = _list_url()
    return answer


def set_owner(request, number, pk):
    """Name who inside the unit owns the case."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_set_owner(request.user, handling))
    page = Page(_("Name the owner"), _("Name as owner"), why=_finished(handling), after=(_("The owner is told."),))
    form = bind(request, OwnerForm, unit=handling.unit_id, initial={"owner": handling.owner_id})
    return take(
        request, fetch(request, number), page, form,
        lambda data: workflow.set_owner(handling, by=request.user, **data), done=_("Owner named."),
    )  # fmt: skip


def record_contact(request, number, pk):
    """The first contact with the enterprise, as it was."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_contact(request.user, handling))
    page = Page(
        _("Record the first contact"), _("Record"), why=_not_working(handling),
        after=(_("It keeps the promise of the first contact. The enterprise reads the record."),),
    )  # fmt: skip
    return take(
        request, fetch(request, number), page, bind(request, ContactForm),
        lambda data: workflow.record_contact(handling, by=request.user, **data), done=_("Recorded."),
    )  # fmt: skip


def post_progress(request, number, pk):
    """Tell the enterprise how it goes."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_progress(request.user, handling))
    page = Page(
        _("Tell the progress"), _("Send"), why=_finished(handling),
        after=(_("The enterprise is told at once. The promised times stay as they are."),),
    )  # fmt: skip
    return take(
        request, fetch(request, number), page, bind(request, ProgressForm),
        lambda data: workflow.post_progress(handling, by=request.user, **data), done=_("Sent to the enterprise."),
    )  # fmt: skip


def reply(request, number, pk):
    """The unit's final reply, with its honest outcome."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_reply(request.user, handling))
    after = _("The enterprise reads it and rates your unit. Without a rating the case closes as “not rated”.")
    if not handling.is_lead:
        after = _("The lead unit reads your part and writes the reply to the enterprise.")
    page = Page(_("Give the final reply"), _("Reply"), why=tuple(missing_before_reply(handling)), after=(after,))
    return take(
        request, fetch(request, number), page, bind(request, ReplyForm),
        lambda data: workflow.reply(handling, by=request.user, **data), done=_("Replied."),
    )  # fmt: skip


def add_note(request, number):
    """A note inside the own unit."""
    appeal = fetch(request, number)
    allow(permissions.can_note(request.user, appeal))
    units = Unit.objects.filter(pk__in=permissions.note_unit_ids(request.user, appeal))
    page = Page(_("Write an internal note"), _("Keep the note"))
    return take(
        request, appeal, page, bind(request, NoteForm, units=units),
        lambda data: workflow.add_note(appeal, by=request.user, **data), done=_("Kept."),
    )  # fmt: skip


def _list_url():
    return reverse("appeals:list")


def _finished(handling):
    return () if handling.state in LIVE else (_("Your unit has already finished its part."),)


def _not_working(handling):
    if handling.state == HandlingState.ASSIGNED:
        return (_("Take the case on first."),)
    return _finished(handling)
