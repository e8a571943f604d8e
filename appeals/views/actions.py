"""Which buttons a case shows this person: who may, and greyed with the reasons when it is not possible now."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common import hooks
from portal.common.workflow import possible

from .. import permissions
from ..conditions import (
    missing_before_dispatch,
    missing_before_rate,
    missing_before_reopen,
    missing_before_reply,
    missing_before_return,
)
from ..enums import OPEN_STATES, AppealState, HandlingState
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
    found += [*_of_units(appeal, user), *_of_notes(appeal, user)]
    found += [Action(act.label, act.url, act.icon, kind="plain") for act in hooks.case_acts(user, appeal)]
    first = next((one for one in found if not one.reasons and not one.kind), None)
    return [replace(one, kind="go") if one is first else one for one in found]


def _step(appeal, name, label, icon="", reasons=(), **more):
    return Action(label, reverse(f"appeals:{name}", args=[appeal.number]), icon, tuple(reasons), **more)


def _of_enterprise(appeal, user):
    if appeal.state == S.RETURNED and permissions.can_resubmit(user, appeal):
        yield _step(appeal, "resubmit", _("Complete and send again"), "pen")
    if not permissions.can_rate(user, appeal):
        return
    rate = _step(appeal, "rate", _("Rate the result"), "star", missing_before_rate(appeal))
    if appeal.state == S.REPLIED:
        yield rate
    if appeal.state in OPEN_STATES:
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


def _live(appeal):
    return [row for row in appeal.handlings.all() if row.state in (H.ASSIGNED, H.ACCEPTED)]


def _part(handling, name, label, icon="", reasons=(), **more):
    url = reverse(f"appeals:{name}", args=[handling.appeal.number, handling.pk])
    return Action(label, url, icon, tuple(reasons), **more)


def _of_units(appeal, user):
    for handling in _live(appeal):
        if not permissions.can_reply(user, handling):
            continue
        if handling.state == H.ASSIGNED:
            yield _part(handling, "take_on", _("Take on"), "check", method="post")
        elif not handling.contacted_at:
            yield _part(handling, "record_contact", _("Record the first contact"), "phone")
        yield _part(handling, "reply", _("Give the final reply"), "reply", missing_before_reply(handling))
        yield _part(handling, "post_progress", _("Tell the progress"), "send")
        yield _part(handling, "set_owner", _("Name the owner"), "person")
        if handling.state == H.ASSIGNED:
            yield _part(handling, "return_to_desk", _("Not ours: give back"), "out", missing_before_return(handling))


def _of_notes(appeal, user):
    if permissions.can_note(user, appeal):
        yield _step(appeal, "add_note", _("Write an internal note"), "lock")
