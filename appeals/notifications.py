"""One function per event, called by ``workflow`` alone: who is told what about a case."""

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from enterprises import access
from enterprises.enums import AccessReason
from portal.accounts.enums import Role
from portal.accounts.models import Membership
from portal.accounts.people import away, stand_ins
from portal.notifications.enums import Event
from portal.notifications.outbox import notify

from .enums import WINDOWS, HandlingState, PromiseKind, Reviewer, Satisfaction, Urgency
from .links import rating_link


def _contacts(appeal):
    people = access.people_with(appeal.enterprise, AccessReason.CONTACT)
    author = [person for person in people if person.pk == appeal.created_by_id]
    return author or people


def _stewards(appeal):
    return access.people_with(appeal.enterprise, AccessReason.STEWARD, AccessReason.DEPUTY)


def _members(role, **unit):
    holders = Membership.objects.in_force().filter(role=role, user__is_active=True, **unit)
    return [row.user for row in holders.select_related("user").order_by("pk")]


def _unit(handling):
    """The owner, or who stands in while the owner is away; is nobody there, everybody who handles for the unit."""
    if handling.owner_id and handling.owner.is_active and not away([handling.owner_id]):
        return [handling.owner]
    members = _members(Role.HANDLER, unit__in={handling.unit_id, handling.unit.merged_into_id} - {None})
    deputy = stand_ins([handling.owner_id]).get(handling.owner_id) if handling.owner_id else None
    return [deputy] if deputy in members else members


def responsible(handling):
    """The people who are told for a unit's part: other apps of appeals ask here."""
    return _unit(handling)


def _desk(appeal):
    """Whoever claimed the case; for an urgent one that nobody claimed, the whole desk. The queue shows the rest."""
    if appeal.claimed_by_id:
        return [appeal.claimed_by]
    return _members(Role.DISPATCHER) if appeal.urgency == Urgency.URGENT else []


def _tell(people, event, appeal, title, text="", *, mark="", link=None):
    """Write one row per person; the key makes a step that runs twice tell once.

    ``link(appeal, person)`` says where it leads, when that is not the page of the case.
    """
    for person in {person.pk: person for person in people}.values():
        notify(
            person,
            event,
            title,
            text or format_lazy("{} · {}", appeal.enterprise.name, appeal.title),
            link(appeal, person) if link else appeal.get_absolute_url(),
            key=f"{event}:{appeal.pk}:{mark or appeal.logs.count()}:{person.pk}",
            urgent=appeal.urgency == Urgency.URGENT,
        )


def appeal_submitted(appeal):
    people = _stewards(appeal) if appeal.reviewer == Reviewer.STEWARD else _desk(appeal)
    _tell(people, Event.APPEAL_SUBMITTED, appeal, format_lazy(_("To review: {title}"), title=appeal.title))


def appeal_returned(appeal, comment):
    people = [*_contacts(appeal), *([appeal.created_by] if appeal.created_by else [])]
    title = format_lazy(_("Please complete: {title}"), title=appeal.title)
    _tell(people, Event.APPEAL_RETURNED, appeal, title, comment)


def appeal_accepted(appeal):
    title = format_lazy(_("Accepted: {title}"), title=appeal.title)
    _tell(_contacts(appeal), Event.APPEAL_ACCEPTED, appeal, title)


def appeal_declined(appeal):
    title = format_lazy(_("Declined: {title}"), title=appeal.title)
    text = format_lazy("{}\n{}", appeal.decline_reason, appeal.decline_advice)
    _tell([*_contacts(appeal), *_stewards(appeal)], Event.APPEAL_DECLINED, appeal, title, text)


def appeal_dispatched(appeal):
    title = format_lazy(_("Dispatched: {title}"), title=appeal.title)
    _tell([*_contacts(appeal), *_stewards(appeal)], Event.APPEAL_DISPATCHED, appeal, title)
    for handling in appeal.handlings.filter(state=HandlingState.ASSIGNED).select_related("unit", "owner"):
        handling_assigned(handling)


def handling_assigned(handling):
    appeal = handling.appeal
    title = format_lazy(_("New case for {unit}: {title}"), unit=handling.unit.name, title=appeal.title)
    _tell(_unit(handling), Event.APPEAL_DISPATCHED, appeal, title, mark=f"handling-{handling.pk}")


def owner_named(handling, *, by):
    if handling.owner_id != by.pk:
        title = format_lazy(_("You own this case now: {title}"), title=handling.appeal.title)
        _tell([handling.owner], Event.APPEAL_DISPATCHED, handling.appeal, title)


def owner_left(handling):
    title = format_lazy(_("Without an owner now: {title}"), title=handling.appeal.title)
    _tell(_unit(handling), Event.APPEAL_DISPATCHED, handling.appeal, title)


def handling_moved(handling, before):
    """Whoever handles the case now is told; the dates stay as they were promised."""
    title = format_lazy(_("Taken over from {unit}: {title}"), unit=before.name, title=handling.appeal.title)
    _tell(_unit(handling), Event.APPEAL_DISPATCHED, handling.appeal, title)


def claim_passed(appeal):
    title = format_lazy(_("Claimed for you: {title}"), title=appeal.title)
    _tell([appeal.claimed_by], Event.APPEAL_DISPATCHED, appeal, title, mark=f"claim-{appeal.logs.count()}")


def handling_returned(handling):
    appeal = handling.appeal
    title = format_lazy(_("Returned by {unit}: {title}"), unit=handling.unit.name, title=appeal.title)
    _tell(_desk(appeal), Event.HANDLING_RETURNED, appeal, title, handling.return_basis)


def handling_recalled(handling, reason):
    title = format_lazy(_("The desk took this case back: {title}"), title=handling.appeal.title)
    _tell(_unit(handling), Event.HANDLING_RETURNED, handling.appeal, title, reason)


def joint_replied(handling):
    appeal = handling.appeal
    title = format_lazy(_("{unit} gave its part: {title}"), unit=handling.unit.name, title=appeal.title)
    leads = appeal.handlings.live().filter(is_lead=True).select_related("owner", "unit")
    _tell([person for lead in leads for person in _unit(lead)], Event.APPEAL_MESSAGE, appeal, title)


def appeal_replied(appeal):
    title = format_lazy(_("Answered, please rate: {title}"), title=appeal.title)
    _tell(_contacts(appeal), Event.APPEAL_REPLIED, appeal, title, link=rating_link)
    done = format_lazy(_("Answered: {title}"), title=appeal.title)
    _tell(_stewards(appeal), Event.APPEAL_REPLIED, appeal, done)


def appeal_rated(appeal, ratings):
    """The units read their rating; a bad one also reaches the steward and the desk (art. 30)."""
    for rating in ratings:
        title = format_lazy(_("Rated “{level}”: {title}"), level=Satisfaction(rating.level).label, title=appeal.title)
        people = _unit(rating.handling)
        if rating.is_bad:
            people = [*people, *_stewards(appeal), *_desk(appeal)]
        _tell(
            people, Event.APPEAL_RATED, appeal, title, rating.comment, mark=f"rating-{rating.pk}-{rating.at:%H%M%S%f}"
        )


def follow_up_opened(row):
    """The whole desk hears of it: somebody calls the enterprise within a working day."""
    title = format_lazy(_("Call after a bad rating: {title}"), title=row.appeal.title)
    _tell(_members(Role.DISPATCHER), Event.APPEAL_RATED, row.appeal, title, mark=f"follow-{row.pk}")


def rechecked(row):
    """The units read what the re-check found."""
    title = format_lazy(_("Re-checked after a bad rating: {title}"), title=row.appeal.title)
    handlings = row.appeal.handlings.filter(round=row.round).select_related("unit", "owner")
    people = [person for handling in handlings if handling.replied_at for person in _unit(handling)]
    _tell(people, Event.APPEAL_RATED, row.appeal, title, row.found, mark=f"recheck-{row.pk}")


def appeal_closed(appeal):
    title = format_lazy(_("Closed without a rating: {title}"), title=appeal.title)
    _tell(_contacts(appeal), Event.APPEAL_CLOSED, appeal, title)


def appeal_reopened(appeal, handling, reason):
    title = format_lazy(_("Reopened: {title}"), title=appeal.title)
    units = _unit(handling) if handling else _members(Role.DISPATCHER)
    _tell([*units, *_stewards(appeal), *_desk(appeal)], Event.APPEAL_REOPENED, appeal, title, reason)


def appeal_withdrawn(appeal):
    title = format_lazy(_("Withdrawn: {title}"), title=appeal.title)
    ended = appeal.handlings.filter(state=HandlingState.ENDED).select_related("unit", "owner")
    units = [person for handling in ended for person in _unit(handling)]
    _tell([*_stewards(appeal), *units], Event.APPEAL_WITHDRAWN, appeal, title)


def appeal_supplemented(appeal, message):
    title = format_lazy(_("The enterprise added something: {title}"), title=appeal.title)
    live = list(appeal.handlings.live().select_related("unit", "owner"))
    people = [person for handling in live for person in _unit(handling)] or _desk(appeal) or _stewards(appeal)
    _tell(people, Event.APPEAL_MESSAGE, appeal, title, message.text, mark=f"message-{message.pk}")


def progress_posted(message):
    title = format_lazy(_("Progress: {title}"), title=message.appeal.title)
    _tell(
        _contacts(message.appeal), Event.APPEAL_MESSAGE, message.appeal, title, message.text,
        mark=f"message-{message.pk}",
    )  # fmt: skip


def extension_requested(handling, request):
    """The desk decides: whoever claimed the case, else everybody there, for the clock runs."""
    appeal = handling.appeal
    people = [appeal.claimed_by] if appeal.claimed_by_id else _members(Role.DISPATCHER)
    title = format_lazy(_("{unit} asks for more time: {title}"), unit=handling.unit.name, title=appeal.title)
    _tell(people, Event.EXTENSION, appeal, title, request.reason, mark=f"extension-{request.pk}")


def extension_decided(handling, request):
    """The unit reads the decision; the enterprise reads a new date."""
    appeal = handling.appeal
    wording = _("More time granted: {title}") if request.granted else _("No more time: {title}")
    mark = f"decided-{request.pk}"
    _tell(
        _unit(handling), Event.EXTENSION, appeal, format_lazy(wording, title=appeal.title), request.comment, mark=mark
    )
    if request.granted:
        title = format_lazy(_("The reply comes later: {title}"), title=appeal.title)
        _tell([*_contacts(appeal), *_stewards(appeal)], Event.EXTENSION, appeal, title, request.reason, mark=mark)


def next_date_set(handling, promise, reason):
    title = format_lazy(_("Late; now promised for {day}: {title}"), day=_day(promise), title=handling.appeal.title)
    people = [*_contacts(handling.appeal), *_stewards(handling.appeal)]
    _tell(people, Event.EXTENSION, handling.appeal, title, reason, mark=f"promise-{promise.pk}")


def _day(promise):
    return timezone.localdate(promise.due_at).isoformat()


def question_asked(question):
    title = format_lazy(_("{unit} asks you: {title}"), unit=question.unit.name, title=question.appeal.title)
    mark = f"message-{question.pk}"
    _tell(_contacts(question.appeal), Event.APPEAL_QUESTION, question.appeal, title, question.text, mark=mark)


def question_ended(handling):
    title = format_lazy(_("The clock runs again: {title}"), title=handling.appeal.title)
    _tell([*_unit(handling), *_contacts(handling.appeal)], Event.APPEAL_MESSAGE, handling.appeal, title)


def _responsible(promise):
    """Who can still keep the promise; when nobody is found, the desk hears of it: nothing is skipped silently."""
    appeal = promise.appeal
    if promise.handling_id and promise.kind not in WINDOWS:
        return _unit(promise.handling) or _members(Role.DISPATCHER)
    if promise.kind in WINDOWS:
        return _contacts(appeal)
    if promise.kind == PromiseKind.REVIEW and appeal.reviewer == Reviewer.STEWARD:
        return _stewards(appeal) or _members(Role.DISPATCHER)
    return [appeal.claimed_by] if appeal.claimed_by_id else _members(Role.DISPATCHER)


def promise_soon(promise):
    kind = PromiseKind(promise.kind).label
    title = format_lazy(_("Due soon, {kind}: {title}"), kind=kind, title=promise.appeal.title)
    _tell(_responsible(promise), Event.PROMISE_SOON, promise.appeal, title, mark=f"promise-{promise.pk}")


def promise_broken(promise):
    """An overdue promise reaches who owes it; silence of the enterprise is not overdue and is not reminded."""
    if promise.kind in WINDOWS:
        return
    kind = PromiseKind(promise.kind).label
    title = format_lazy(_("Overdue, {kind}: {title}"), kind=kind, title=promise.appeal.title)
    _tell(_responsible(promise), Event.PROMISE_BROKEN, promise.appeal, title, mark=f"promise-{promise.pk}")
