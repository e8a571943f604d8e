"""The page of one case, and the steps of whoever sends and reviews it."""

from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from enterprises import access
from enterprises.enums import AccessReason
from enterprises.models import Contact, Enterprise
from enterprises.permissions import can_see_phone
from portal.accounts.people import with_absence
from portal.common import hooks
from stewards.models import Visit

from .. import ledger, permissions, timeline, workflow
from ..attachments import attach_all
from ..enums import OPEN_STATES, HandlingState
from ..forms import AcceptForm, CompleteForm, ReturnForm, SupplementForm, WithdrawForm
from ..models import Handling
from .actions import actions
from .steps import Page, allow, bind, fetch, not_now, take


@require_safe
def detail(request, number):
    """One case: who has the ball and until when, what this person can do, promises, units, and what happened."""
    appeal = fetch(request, number)
    found = actions(appeal, request.user)
    lines = ledger.promise_lines(appeal)
    context = {
        "appeal": appeal,
        "waiting": timeline.waiting_for(appeal),
        "actions": found,
        "first": next((one for one in found if one.kind == "go"), None),
        "promises": lines,
        "promise_sum": ledger.promise_sum(lines),
        "people": _people(appeal),
        "facts": _facts(appeal, request.user),
        "callable": _callable(appeal, request.user),
        "entries": timeline.entries(appeal, request.user),
        "sections": hooks.case_sections(request.user, appeal),
        "sees_visit": bool(appeal.from_visit_id)
        and Visit.objects.visible_to(request.user).filter(pk=appeal.from_visit_id).exists(),
        "sees_enterprise": Enterprise.objects.visible_to(request.user).filter(pk=appeal.enterprise_id).exists(),
    }
    return render(request, "appeals/detail.html", context)


def _people(appeal):
    """Units with their part and owner, then the steward: ``[(name, what)]``."""
    found = []
    for row in appeal.handlings.all():
        if row.state in (HandlingState.RETURNED, HandlingState.ENDED):
            continue
        part = _("lead unit") if row.is_lead else _("joint unit")
        said = (part, row.get_state_display(), with_absence(row.owner, row.owner_away_until) if row.owner else "")
        stands_in = _("%(name)s stands in") % {"name": row.stands_in} if row.stands_in else ""
        found.append((row.unit, " · ".join(str(one) for one in (*said, stands_in) if one)))
    served = access.people_with(appeal.enterprise, AccessReason.STEWARD)
    return found + [(person, _("service steward of the enterprise")) for person in served]


def _facts(appeal, user):
    inside = timeline.reads_inside(user, appeal)
    facts = [
        (_("Urgency"), appeal.get_urgency_display()),
        (_("Channel"), appeal.get_channel_display()),
        (_("Wish"), _("please call before deciding") if appeal.wants_call else ""),
        (_("Unit named by the enterprise"), appeal.suggested_unit),
        (_("Difficulty"), appeal.get_difficulty_display() if appeal.dispatched_at else ""),
        (_("Claimed by"), appeal.claimed_by if inside else ""),
        (_("Same reply"), _same_reply(appeal, user)),
    ]
    return [(label, value) for label, value in facts if value]


def _same_reply(appeal, user):
    """How many other cases got the reply of the lead unit word for word; for whoever judges replies."""
    replied = [row for row in appeal.handlings.all() if row.is_lead and row.reply]
    if not replied or not permissions.judges_replies(user):
        return ""
    number = Handling.objects.visible_to(user).replied_the_same(replied[-1]).count()
    if not number:
        return ""
    return ngettext("word for word in %(n)d other case", "word for word in %(n)d other cases", number) % {"n": number}


def _callable(appeal, user):
    """People of the enterprise with their telephone, for whom the case needs them (product rule 8)."""
    works = any(permissions.works_for(user, row) for row in appeal.handlings.all())
    if not timeline.reads_inside(user, appeal):
        return []
    contacts = Contact.objects.visible_to(user) if not works else appeal.enterprise.contacts
    people = contacts.filter(enterprise=appeal.enterprise).current().select_related("user").order_by("-is_first", "pk")
    open_now = appeal.state in OPEN_STATES
    shows = (works and open_now) or can_see_phone(user, appeal.enterprise)
    return [(row.user, row.position, row.user.phone, shows) for row in people[:2]]


def accept(request, number):
    """The reviewer accepts; the desk dispatches next."""
    appeal = fetch(request, number)
    allow(permissions.can_accept(request.user, appeal))
    page = Page(
        _("Accept the submission"), _("Accept"), why=tuple(not_now(appeal, "accept")),
        after=(
            _("The enterprise reads that its appeal was accepted."),
            _("The desk dispatches it within the promised time."),
        ),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, AcceptForm),
        lambda data: workflow.accept(appeal, by=request.user, **data), done=_("Accepted. The desk dispatches it next."),
    )  # fmt: skip


def return_for_completion(request, number):
    """The reviewer asks the enterprise for what is missing."""
    appeal = fetch(request, number)
    allow(permissions.can_return_for_completion(request.user, appeal))
    page = Page(
        _("Return for completion"), _("Return"), why=tuple(not_now(appeal, "return_for_completion")),
        after=(_("The enterprise reads your words and completes the submission; the review then begins anew."),),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, ReturnForm),
        lambda data: workflow.return_for_completion(appeal, by=request.user, **data),
        done=_("Returned to the enterprise."),
    )  # fmt: skip


def resubmit(request, number):
    """The enterprise completes a returned appeal and sends it again."""
    appeal = fetch(request, number)
    allow(permissions.can_resubmit(request.user, appeal))
    why = tuple(not_now(appeal, "resubmit"))
    page = Page(
        _("Complete and send again"), _("Send again"), why=why, after=(_("The review begins anew, with its own time."),)
    )
    asked = next((log.comment for log in reversed(list(appeal.logs.all())) if log.step == "return_for_completion"), "")
    form = bind(request, CompleteForm, initial={"title": appeal.title, "text": appeal.text})
    return take(
        request, appeal, page, form, lambda data: _send_again(appeal, request.user, data), done=_("Sent again."),
        asked=asked,
    )  # fmt: skip


@transaction.atomic
def _send_again(appeal, user, data):
    workflow.save_draft(appeal, by=user, title=data["title"], text=data["text"])
    attach_all(appeal, data["files"], by=user)
    workflow.resubmit(appeal, by=user, text=data["added"])


def supplement(request, number):
    """The enterprise adds words or files to an open case."""
    appeal = fetch(request, number)
    allow(permissions.can_supplement(request.user, appeal))
    closed = () if appeal.state in OPEN_STATES else (_("This appeal is closed; nothing can be added any more."),)
    page = Page(
        _("Add words or files"), _("Add"), why=closed,
        after=(_("Everybody who works on the case is told. The promised times stay as they are."),),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, SupplementForm),
        lambda data: workflow.supplement(appeal, by=request.user, **data), done=_("Added."),
    )  # fmt: skip


def withdraw(request, number):
    """The enterprise takes its appeal back."""
    appeal = fetch(request, number)
    allow(permissions.can_withdraw(request.user, appeal))
    page = Page(
        _("Withdraw the appeal"), _("Withdraw"), stop=True, why=tuple(not_now(appeal, "withdraw")),
        after=(_("All work on it ends. It cannot be undone; a new appeal can be sent at any time."),),
    )  # fmt: skip
    return take(
        request, appeal, page, bind(request, WithdrawForm),
        lambda data: workflow.withdraw(appeal, by=request.user, **data), done=_("Withdrawn."),
    )  # fmt: skip
