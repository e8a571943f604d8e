"""After a bad rating: the call, and the re-check, by somebody who did not handle the case."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from .. import permissions, workflow
from ..conditions import has_worked_on
from ..forms import FollowUpForm, RecheckForm
from ..models import FollowUp
from .steps import Page, allow, bind, fetch, take


def _fetch(request, number, pk):
    rows = FollowUp.objects.visible_to(request.user).select_related("appeal")
    row = get_object_or_404(rows, pk=pk, appeal__number=number)
    allow(permissions.can_follow_up(request.user, row.appeal))
    return row


def _why(row, user, done):
    if done:
        return (_("This has already been recorded."),)
    if has_worked_on(user, row.appeal):
        return (_("Somebody who did not handle the case has to do this."),)
    return ()


def record_call(request, number, pk):
    """What the enterprise said when it was called (ordinance art. 30)."""
    row = _fetch(request, number, pk)
    page = Page(
        _("Record the call after the bad rating"), _("Record"), why=_why(row, request.user, row.contacted_at),
        after=(_("Within three working days somebody looks again whether it helped."),),
    )  # fmt: skip
    return take(
        request, fetch(request, number), page, bind(request, FollowUpForm),
        lambda data: workflow.record_follow_up(row, by=request.user, **data), done=_("Recorded."),
    )  # fmt: skip


def record_recheck(request, number, pk):
    """Whether it helped in the end."""
    row = _fetch(request, number, pk)
    page = Page(
        _("Record the re-check"), _("Record"), why=_why(row, request.user, row.checked_at),
        after=(_("The units read what was found. If it is not solved, tell the enterprise that it can reopen."),),
    )  # fmt: skip
    return take(
        request, fetch(request, number), page, bind(request, RecheckForm),
        lambda data: workflow.record_recheck(row, by=request.user, **data), done=_("Recorded."),
    )  # fmt: skip
