"""Which buttons a case shows this person: who may, and greyed with the reasons when it is not possible now."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common import hooks
from portal.common.workflow import possible

from .. import permissions
from ..conditions import (
    broken_final,
    missing_before_dispatch,
    missing_before_extension,
    missing_before_question,
    missing_before_rate,
    missing_before_reopen,
    missing_before_reply,
    missing_before_return,
    missing_before_work,
    needs_ruling,
)
from ..enums import OPEN_STATES, AppealState, HandlingState, PromiseKind
from ..steps import APPEAL_STEPS

S = AppealState
H = HandlingState


@dataclass(frozen=True)
class Action:
    """One button: where it leads, and why not now."""

    label: str
    url: str
    icon: str = ""
    reasons: tuple = ()
    kind: str = ""
    method: str = "get"


def actions(appeal, user):
    """The buttons in their order; the first that is possible is the filled one."""
    found = [*_of_enterprise(appeal, user), *_of_review(appeal, user), *_of_desk(appeal, user)]
    found += [*_of_extensions(appeal, user), *_of_follow_up(appeal, user)]
    found += [*_of_units(appeal, user), *_of_notes(appeal, user)]
    found += [Action(act.label, act.url, act.icon, kind="plain") for act in hooks.case_acts(user, appeal)]
    first = next((one for one in found if not one.reasons and not one.kind), None)
    return [replace(one, kind="go") if one is first else one for one in found]


def _step(appeal, name, label, icon="", reasons=(), **more):
    return Action(label, reverse(f"appeals:{name}", args=[appeal.number]), icon, tuple(reasons), **more)


def _of_enterprise(appeal, user):
    if appeal.state == S.RETURNED and permissions.can_resubmit(user, appeal):
        yield _step(appeal, "resubmit", _("Complete and send again"), "pen")
    if permissions.can_rate(user, appeal):
        yield from _of_contact(appeal)
    elif appeal.state == S.REPLIED and permissions.can_rate_for(user, appeal):
        yield _step(appeal, "rate", _("Write down a rating given by telephone"), "phone", kind="plain")


def _of_contact(appeal):
    if _asked(appeal):
        yield _step(appeal, "supplement", _("Answer the question"), "pen")
    rate = _step(appeal, "rate", _("Rate the result"), "star", missing_before_rate(appeal))
    if appeal.state == S.REPLIED:
        yield rate
    if appeal.state in OPEN_STATES and not _asked(appeal):
        yield _step(appeal, "supplement", _("Add words or files"), "upload")
    if appeal.state in OPEN_STATES and appeal.state != S.REPLIED:
        yield rate
    if possible(APPEAL_STEPS, "reopen", appeal.state):
        late = missing_before_reopen(appeal)
        yield _step(appeal, "reopen", _("Reopen"), "sync", late)
        if late:
            linked = f"{reverse('appeals:new')}?previous={appeal.number}"
            yield Action(_("Send a new, linked appeal"), linked, "plus")
    if possible(APPEAL_STEPS, "withdraw", appeal.state):
        yield _step(appeal, "withdraw", _("Withdraw the appeal"), kind="plain stop")


def _of_review(appeal, user):
    if appeal.state == S.SUBMITTED and permissions.can_accept(user, appeal):
        yield _step(appeal, "accept", _("Accept"), "check")
        yield _step(appeal, "return_for_completion", _("Return for completion"), "reply")


def _of_desk(appeal, user):
    if not permissions.can_dispatch(user, appeal):
        return
    if appeal.state in (S.SUBMITTED, S.ACCEPTED):
        if needs_ruling(appeal):
            yield _step(appeal, "arbitrate", _("Rule on whose case it is"), "route")
        else:
            yield _step(appeal, "dispatch", _("Dispatch"), "route", missing_before_dispatch(appeal))
        if appeal.claimed_by_id is None:
            yield _step(appeal, "claim", _("Claim"), "pin", method="post")
        elif appeal.claimed_by_id == user.pk:
            yield _step(appeal, "release", _("Put back into the queue"), "out", method="post")
    if possible(APPEAL_STEPS, "decline", appeal.state):
        yield _step(appeal, "decline", _("Decline"), kind="plain stop")
    if appeal.state == S.IN_HANDLING:
        yield _step(appeal, "add_joint", _("Add a joint unit"), "plus")
        for handling in _live(appeal):
            label = _("Take back from %(unit)s") % {"unit": handling.unit}
            yield _part(handling, "recall", label, kind="plain stop")


def _of_extensions(appeal, user):
    if permissions.can_decide_extension(user):
        for row in (one for promise in appeal.promises.all() for one in promise.extensions.all()):
            if row.decided_at is None and row.promise.is_running:
                url = reverse("appeals:decide_extension", args=[appeal.number, row.pk])
                yield Action(_("Decide on more time"), url, "clock")


def _of_follow_up(appeal, user):
    if not permissions.can_follow_up(user, appeal):
        return
    for row in appeal.follow_ups.all():
        if row.round == appeal.round and row.checked_at is None:
            if not row.contacted_at:
                url = reverse("appeals:record_call", args=[appeal.number, row.pk])
                yield Action(_("Record the call"), url, "phone")
            yield Action(
                _("Record the re-check"), reverse("appeals:record_recheck", args=[appeal.number, row.pk]), "search"
            )


def _asked(appeal):
    """Whether a unit waits for an answer of the enterprise."""
    return any(row.kind == PromiseKind.ANSWER and row.is_running for row in appeal.promises.all())


def _live(appeal):
    return [row for row in appeal.handlings.all() if row.state in (H.ASSIGNED, H.ACCEPTED)]


def _part(handling, name, label, icon="", reasons=(), **more):
    url = reverse(f"appeals:{name}", args=[handling.appeal.number, handling.pk])
    return Action(label, url, icon, tuple(reasons), **more)


def _of_units(appeal, user):
    for handling in _live(appeal):
        if not permissions.can_reply(user, handling):
            continue
        held_up = missing_before_work(handling)
        if broken_final(handling):
            yield _part(handling, "set_next_date", _("Set the next date"), "clock")
        if handling.state == H.ASSIGNED:
            yield _part(handling, "take_on", _("Take on"), "check", held_up, method="post")
        elif not handling.contacted_at:
            yield _part(handling, "record_contact", _("Record the first contact"), "phone", held_up)
        yield _part(handling, "reply", _("Give the final reply"), "reply", missing_before_reply(handling))
        yield _part(handling, "post_progress", _("Tell the progress"), "send", held_up)
        yield from _of_dates(handling)
        yield _part(handling, "set_owner", _("Name the owner"), "person")
        if handling.state == H.ASSIGNED:
            yield _part(handling, "return_to_desk", _("Not ours: give back"), "out", missing_before_return(handling))


def _of_dates(handling):
    if _asked_by(handling):
        yield _part(handling, "take_back_question", _("Take the question back"), "pause", method="post")
    else:
        yield _part(handling, "ask", _("Ask the enterprise"), "info", missing_before_question(handling))
    if not (why := missing_before_extension(handling)):
        yield _part(handling, "request_extension", _("Ask for more time"), "clock", why)


def _asked_by(handling):
    return any(
        row.kind == PromiseKind.ANSWER and row.is_running and row.handling_id == handling.pk
        for row in handling.appeal.promises.all()
    )


def _of_notes(appeal, user):
    if permissions.can_note(user, appeal):
        yield _step(appeal, "add_note", _("Write an internal note"), "lock")
