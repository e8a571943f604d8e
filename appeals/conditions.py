"""*Whether possible now*: sentences that a page shows beside the greyed button, and that the step itself checks."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.workflow import possible

from . import deadlines
from .enums import AppealState, HandlingState, Outcome, PromiseKind
from .steps import APPEAL_STEPS, HANDLING_STEPS


def missing_before_submit(appeal):
    """What a draft still lacks."""
    found = []
    if not appeal.category_id:
        found.append(_("Choose what the appeal is about."))
    if not appeal.title.strip():
        found.append(_("Give the appeal a title."))
    if not appeal.text.strip():
        found.append(_("Say what happened and what you need."))
    return found


def missing_before_dispatch(appeal):
    """An appeal is dispatched once it has been accepted."""
    if appeal.state == AppealState.SUBMITTED:
        return [_("The submission has not been reviewed yet.")]
    if appeal.state == AppealState.RETURNED:
        return [_("The enterprise is still completing it.")]
    if not possible(APPEAL_STEPS, "dispatch", appeal.state):
        return [_("It has already been dispatched.")]
    return []


def missing_before_return(handling, now=None):
    """A unit may give a case back before it has taken it on, and within its limit."""
    if not possible(HANDLING_STEPS, "return_to_desk", handling.state):
        return [_("Your unit has already taken this case on.")]
    promise = handling.promises.filter(kind=PromiseKind.TAKE_ON).order_by("-made_at").first()
    if promise and (now or timezone.now()) > promise.due_at:
        return [_("The time for returning this case has passed. Take it on, or ask the desk to dispatch it anew.")]
    return []


def missing_before_reply(handling):
    """A unit replies after taking on; the lead unit replies last, with one merged answer."""
    if handling.state == HandlingState.ASSIGNED:
        return [_("Take the case on first.")]
    if not possible(HANDLING_STEPS, "reply", handling.state):
        return [_("Your unit has already finished its part.")]
    if not handling.is_lead:
        return []
    waiting = handling.appeal.handlings.live().exclude(pk=handling.pk).select_related("unit")
    return [_("%(unit)s has not given its part yet.") % {"unit": other.unit} for other in waiting]


def missing_in_reply(outcome, text, clause):
    """What an honest reply needs: a text, an outcome, and the clause when the answer is an explanation (art. 49)."""
    found = []
    if not text.strip():
        found.append(_("Write the reply."))
    if outcome not in Outcome.values:
        found.append(_("Choose the outcome."))
    if outcome == Outcome.EXPLAINED and not clause.strip():
        found.append(_("Cite the clause that you explain."))
    return found


def missing_before_rate(appeal):
    """Rating is possible once the final reply has come."""
    if appeal.state == AppealState.REPLIED:
        return []
    if appeal.state == AppealState.CLOSED:
        return [_("The appeal is closed; its rating stands.")]
    return [_("You can rate after the final reply has come.")]


def missing_before_reopen(appeal, now=None):
    """The enterprise may reopen within 10 working days after closing; later it writes a new, linked appeal."""
    if appeal.state == AppealState.REPLIED:
        return []
    if appeal.state != AppealState.CLOSED:
        return [_("Only a replied or closed appeal can be reopened.")]
    limit = deadlines.limit_for(PromiseKind.REOPEN, on=timezone.localdate(appeal.closed_at))
    if (now or timezone.now()) > deadlines.due_at(limit, appeal.closed_at):
        return [
            _("It was closed more than %(days)s working days ago. Send a new appeal; it will be linked to this one.")
            % {"days": limit.days}
        ]
    return []
