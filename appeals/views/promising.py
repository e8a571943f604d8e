"""Dates and questions: more time, the desk's decision on it, the next date, a question that stops the clock."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common.templatetags import words

from .. import deadlines, permissions, workflow
from ..conditions import missing_before_extension, missing_before_next_date, missing_before_question
from ..forms import DecideForm, ExtensionForm, NextDateForm, QuestionForm
from ..models import Extension
from .steps import Page, allow, at_once, bind, fetch, fetch_handling, take


def request_extension(request, number, pk):
    """The unit asks for more time, before the date has passed."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_request_extension(request.user, handling))
    why = tuple(missing_before_extension(handling))
    page = Page(
        _("Ask for more time"), _("Ask"), why=why,
        after=() if why else (_would_be_due(handling), _("The desk decides. Until then the promised date stands.")),
    )  # fmt: skip
    return take(
        request, fetch(request, number), page, bind(request, ExtensionForm),
        lambda data: workflow.request_extension(handling, by=request.user, **data), done=_("Asked. The desk decides."),
    )  # fmt: skip


def _would_be_due(handling):
    promise = handling.promises.running().select_related("appeal__enterprise").get(kind="final_reply")
    _limit, due = deadlines.extended_to(promise)
    return _("Granted, the case counts as difficult, and the reply is due on %(day)s.") % {
        "day": words.with_weekday(due)
    }


def decide_extension(request, number, pk):
    """The desk grants more time or lets the date stand."""
    asked = get_object_or_404(
        Extension.objects.visible_to(request.user).select_related("promise__handling__unit"),
        pk=pk, promise__appeal__number=number,
    )  # fmt: skip
    allow(permissions.can_decide_extension(request.user))
    handling = asked.promise.handling
    over = () if asked.decided_at is None else (_("This request has already been decided."),)
    page = Page(
        _("More time for %(unit)s") % {"unit": handling.unit}, _("Decide"), why=over, template="appeals/decide.html",
        after=(_("The unit is told. When you grant it, the enterprise reads the new date and the reason."),),
    )  # fmt: skip
    return take(
        request, fetch(request, number), page, bind(request, DecideForm),
        lambda data: workflow.decide_extension(asked, by=request.user, **data), done=_("Decided."), asked_for=asked,
    )  # fmt: skip


def set_next_date(request, number, pk):
    """The promised reply is overdue: the unit names the day by which it comes now."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_set_next_date(request.user, handling))
    longest = workflow.next_limit(handling.appeal, timezone.now()).length
    page = Page(
        _("Set the next date"), _("Promise"), why=tuple(missing_before_next_date(handling)),
        after=(
            _("The broken promise stays broken. The enterprise reads the new date and your reason."),
            _("A working day after today, at most %(length)s ahead.") % {"length": longest},
        ),
    )  # fmt: skip
    return take(
        request, fetch(request, number), page, bind(request, NextDateForm),
        lambda data: workflow.set_next_date(handling, by=request.user, **data), done=_("Promised."),
    )  # fmt: skip


def ask(request, number, pk):
    """Ask the enterprise; the clock stands still until it answers."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_ask(request.user, handling))
    page = Page(
        _("Ask the enterprise"), _("Ask"), why=tuple(missing_before_question(handling)),
        after=(_("The clock of your reply stands still until the answer comes, and everybody sees that."),),
    )  # fmt: skip
    return take(
        request, fetch(request, number), page, bind(request, QuestionForm),
        lambda data: workflow.ask(handling, by=request.user, **data), done=_("Asked. The clock stands still."),
    )  # fmt: skip


@require_POST
def take_back_question(request, number, pk):
    """The answer is not needed any more."""
    handling = fetch_handling(request, number, pk)
    allow(permissions.can_take_back_question(request.user, handling))
    return at_once(
        request, lambda: workflow.take_back_question(handling, by=request.user),
        to=handling.appeal.get_absolute_url(), done=_("The question is taken back. The clock runs again."),
    )  # fmt: skip
