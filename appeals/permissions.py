"""*Who may* take a step: pure predicates, one per button. Whether it is possible now is the workflow's question.

A view shows a button when its predicate holds, and answers 403 to the step when it does not.
"""

from django.utils import timezone

from enterprises.enums import AccessReason
from enterprises.models import Enterprise, EnterpriseAccess
from enterprises.permissions import held, is_contact, serves
from portal.accounts.enums import Role
from portal.accounts.permissions import has_role, unit_ids

from .enums import AppealState, Channel, HandlingState, PromiseKind, Reviewer

#: States in which a case is over.
ENDED = (AppealState.CLOSED, AppealState.DECLINED, AppealState.WITHDRAWN)


def can_start(user):
    """Contacts write for their enterprise, stewards on behalf of theirs (guideline art. 5.4).

    Whoever has no enterprise today starts nothing.
    """
    if not has_role(user, Role.CONTACT, Role.STEWARD):
        return False
    reasons = _reasons_to_start(user)
    return any(row.reason in reasons for row in held(user))


def can_start_for(user, enterprise):
    """Whether the person may write an appeal of this enterprise."""
    return is_contact(user, enterprise) or (has_role(user, Role.STEWARD) and serves(user, enterprise))


def enterprises_to_start_for(user):
    """Enterprises that the person may write for, by name: those one speaks for, and a steward's own."""
    rows = EnterpriseAccess.objects.in_force().filter(user=user.pk, reason__in=_reasons_to_start(user))
    return Enterprise.objects.visible_to(user).filter(pk__in=rows.values("content_object")).order_by("name", "pk")


def _reasons_to_start(user):
    if has_role(user, Role.STEWARD):
        return [AccessReason.CONTACT, AccessReason.STEWARD, AccessReason.DEPUTY]
    return [AccessReason.CONTACT]


def can_edit_draft(user, appeal):
    """A draft of the enterprise is any contact's; a draft on behalf is its author's."""
    if appeal.channel == Channel.STEWARD:
        return appeal.created_by_id == user.pk and serves(user, appeal.enterprise)
    return is_contact(user, appeal.enterprise)


can_submit = can_discard = can_edit_draft


def can_resubmit(user, appeal):
    """Whoever speaks for the enterprise completes a returned appeal; a steward completes what he wrote on behalf."""
    return is_contact(user, appeal.enterprise) or can_edit_draft(user, appeal)


def is_desk(user, appeal=None):
    """Dispatchers of the desk."""
    return has_role(user, Role.DISPATCHER)


def reviews_as_steward(user, appeal):
    """The enterprise's steward reviews, but never what he himself submitted on behalf, and not past his time."""
    return (
        appeal.reviewer == Reviewer.STEWARD
        and has_role(user, Role.STEWARD)
        and serves(user, appeal.enterprise)
        and appeal.created_by_id != user.pk
    )


def reviews_as_desk(user, appeal):
    """The desk reviews its own, and every submission that the steward did not review in time."""
    return is_desk(user) and (appeal.reviewer == Reviewer.DESK or review_is_late(appeal))


def review_is_late(appeal):
    """Whether the steward's review has fallen due, judged by the stored date (a stopped beat changes nothing)."""
    running = [row for row in appeal.promises.all() if row.kind == PromiseKind.REVIEW and row.is_running]
    return any(row.due_at < timezone.now() for row in running)


def can_return_for_completion(user, appeal):
    return reviews_as_steward(user, appeal) or reviews_as_desk(user, appeal)


can_accept = can_return_for_completion
can_decline = can_claim = can_release = can_dispatch = can_add_joint = can_arbitrate = can_decide_extension = is_desk


def can_follow_up(user, appeal):
    """The desk calls after a bad rating, or the district lead; never whoever handled the case (the step checks it)."""
    return has_role(user, Role.DISPATCHER, Role.DISTRICT)


def can_recall(user, handling):
    """The desk takes a case back from a unit."""
    return is_desk(user)


def works_for(user, handling):
    """Handlers of the unit that the case was dispatched to, unless the unit gave it back."""
    return handling.unit_id in unit_ids(user, Role.HANDLER) and handling.state != HandlingState.RETURNED


can_take_on = can_return_to_desk = can_set_owner = can_contact = can_progress = can_reply = works_for
can_ask = can_take_back_question = can_request_extension = can_set_next_date = works_for


def note_unit_ids(user, appeal):
    """Units in whose name the person may write and read internal notes on this case."""
    handled = {row.unit_id for row in appeal.handlings.all() if row.state != HandlingState.RETURNED}
    return unit_ids(user, Role.DISPATCHER) | (unit_ids(user, Role.HANDLER) & handled)


def can_note(user, appeal):
    return bool(note_unit_ids(user, appeal))


def can_rate(user, appeal):
    """The enterprise's own contacts; never the handler, never by a link that a mail scanner opens."""
    return is_contact(user, appeal.enterprise)


can_reopen = can_withdraw = can_supplement = can_rate


def can_rate_for(user, appeal):
    """The steward or the desk writes down what the enterprise said on the telephone: marked, and in no rate."""
    return is_desk(user) or (has_role(user, Role.STEWARD) and serves(user, appeal.enterprise))


def judges_replies(user):
    """Whoever looks at replies of many units: the desk and those who lead."""
    return has_role(user, Role.DISPATCHER, Role.DISTRICT, Role.CITY, Role.LEADER)


def can_see_satisfaction(user):
    """Whoever leads sees what it leads, the desk everything, a unit itself."""
    return has_role(user, Role.DISPATCHER, Role.HANDLER, Role.DISTRICT, Role.CITY, Role.LEADER)


def can_export(user):
    """Whoever works with many cases takes rows out, with a reason; the leader reads only."""
    return has_role(
        user, Role.CONTACT, Role.STEWARD, Role.GENERAL, Role.DISPATCHER, Role.HANDLER, Role.DISTRICT, Role.CITY
    )
