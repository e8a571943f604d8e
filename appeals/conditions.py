"""*Whether possible now*: sentences that a page shows beside the greyed button, and that the step itself checks."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.workflow import possible

from . import deadlines
from .enums import FINALS, PAUSABLE, AppealState, HandlingState, Outcome, PromiseKind
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


#: So many lead units give a case back, and the desk rules on whose it is (product: “the second return”).
RETURNS_BEFORE_RULING = 2


def needs_ruling(appeal):
    """Whether a second lead unit gave the case back in this round: the desk then rules, and the ruling binds."""
    returned = [row for row in appeal.handlings.all() if row.is_lead and row.round == appeal.round and row.returned_at]
    return len(returned) >= RETURNS_BEFORE_RULING


def missing_before_ruling(appeal):
    """The desk rules on an accepted case that two lead units gave back."""
    if appeal.state == AppealState.ACCEPTED and not needs_ruling(appeal):
        return [_("A ruling is for cases that a second unit gave back. Dispatch this one.")]
    return _not_accepted(appeal)


def missing_before_dispatch(appeal):
    """An appeal is dispatched once it has been accepted; after a second return only a ruling sends it on."""
    if appeal.state == AppealState.ACCEPTED and needs_ruling(appeal):
        return [_("Two units gave this case back. Rule on whose it is: the ruling is binding.")]
    return _not_accepted(appeal)


def _not_accepted(appeal):
    if appeal.state == AppealState.SUBMITTED:
        return [_("The submission has not been reviewed yet.")]
    if appeal.state == AppealState.RETURNED:
        return [_("The enterprise is still completing it.")]
    if not possible(APPEAL_STEPS, "dispatch", appeal.state):
        return [_("It has already been dispatched.")]
    return []


def broken_final(handling, now=None):
    """The final reply that the unit owes and whose date has passed, or None; only the next date is open to it then."""
    now = now or timezone.now()
    rows = [row for row in _running_of(handling) if row.kind in FINALS and row.paused_at is None]
    return next((row for row in rows if row.due_at < now), None)


def missing_before_work(handling, now=None):
    """What every step of a unit needs: that it still works on its part, and a date that is not broken."""
    if handling.state not in (HandlingState.ASSIGNED, HandlingState.ACCEPTED):
        return [_("Your unit has already finished its part.")]
    if broken_final(handling, now):
        return [_("The promised reply is overdue. Set the next date first; then every other step is open again.")]
    return []


def missing_before_next_date(handling, now=None):
    """The next date is set once the promised one has passed."""
    if broken_final(handling, now):
        return []
    return [_("The next date is set when the promised one has passed. Until then, ask for more time.")]


def missing_before_extension(handling, now=None):
    """More time is asked for before the final reply falls due, once, and while the clock runs."""
    now = now or timezone.now()
    promise = next((row for row in _running_of(handling) if row.kind == PromiseKind.FINAL_REPLY), None)
    if promise is None:
        return [_("There is no final reply whose date could be moved.")]
    if promise.paused_at:
        return [_("The clock stands still until the enterprise has answered.")]
    if promise.due_at <= now:
        return [_("The date has passed: it counts as broken. Set the next date instead.")]
    if any(row.decided_at is None for row in promise.extensions.all()):
        return [_("More time has already been asked for; the desk decides.")]
    if deadlines.extended_to(promise)[1] <= promise.due_at:
        return [_("The case already has the longest time that the rule allows.")]
    return []


def missing_before_question(handling, now=None):
    """A unit that took the case on may ask one question at a time."""
    if handling.state == HandlingState.ASSIGNED:
        return [_("Take the case on first.")]
    if wrong := missing_before_work(handling, now):
        return wrong
    running = _running_of(handling)
    if any(row.kind == PromiseKind.ANSWER for row in running):
        return [_("The enterprise has not answered your question yet.")]
    if not any(row.kind in PAUSABLE for row in running):
        return [_("There is no running promise.")]
    return []


def missing_before_going_on(handling):
    """A question that waits for its answer can be taken back."""
    if any(row.kind == PromiseKind.ANSWER for row in _running_of(handling)):
        return []
    return [_("No question waits for an answer.")]


def _running_of(handling):
    """The unit's running promises, out of what the page has read already where it has."""
    read = getattr(handling.appeal, "_prefetched_objects_cache", {})
    rows = read["promises"] if "promises" in read else handling.promises.all()
    return [row for row in rows if row.handling_id == handling.pk and row.is_running]


def missing_before_return(handling, now=None):
    """A unit may give a case back before it has taken it on, and within its limit."""
    if not possible(HANDLING_STEPS, "return_to_desk", handling.state):
        return [_("Your unit has already taken this case on.")]
    if handling.is_binding:
        return [_("The ruling of the desk is binding: this case cannot be given back.")]
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
    if wrong := missing_before_work(handling):
        return wrong
    if not handling.is_lead:
        return []
    waiting = [row for row in handling.appeal.handlings.all() if row.is_live and row.pk != handling.pk]
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


def has_worked_on(user, appeal):
    """Whether the person had a hand in how this round was handled: owner, author of a reply, or of the unit's steps."""
    logs = appeal.logs.filter(by=user.pk, handling__round=appeal.round).exclude(step="assign")
    return logs.exists() or appeal.handlings.filter(round=appeal.round, owner=user.pk).exists()
