"""Supervision orders: the list, one of them, raising by hand, reply and verdict; and the cases no rule can reach."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from appeals.models import Appeal
from portal.common.counting import PAGES
from portal.common.exports import Sheet, export_page
from portal.common.once import answered, once
from portal.common.templatetags.words import bare_day
from portal.common.workflow import Refused, possible

from . import exports, limits, permissions, stuck, workflow
from .conditions import missing_before_raise, respondents
from .enums import LimitKind, OrderState
from .filters import OrderFilter
from .forms import AcceptForm, RaiseForm, ReplyForm, SendBackForm, WithdrawForm
from .models import SupervisionOrder
from .steps import STEPS
from .tables import TONES, OrderTable


def _allow(permitted):
    if not permitted:
        raise PermissionDenied


def _found(request):
    _allow(permissions.can_list(request.user))
    return OrderFilter(request.GET, queryset=SupervisionOrder.objects.visible_to(request.user).for_list())


def _fetch(request, number):
    related = ("appeal__enterprise", "unit", "raised_by", "replied_by")
    rows = SupervisionOrder.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(rows, number=number)


# --- Lists -----------------------------------------------------------------------------------------------------------
@require_safe
def order_list(request):
    """The orders within one's scope: what is open first."""
    found = _found(request)
    table = OrderTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "table": table, "filter": found, "may_export": permissions.can_export(request.user),
        "may_see_stuck": permissions.can_list_stuck(request.user), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "supervision/list.html", context)


def export_list(request):
    """Take the filtered orders out: asks why, logs it, answers with the file."""
    _allow(permissions.can_export(request.user))
    back = f"{reverse('supervision:list')}?{request.GET.urlencode()}"
    sheet = Sheet("list", _("Supervision orders"), exports.header, exports.rows)
    return export_page(request, _("Supervision orders"), _found(request).qs, [sheet], back=back)


@require_safe
def stuck_list(request):
    """Cases that no rule can escalate, each with its reasons and the way out; to stay empty."""
    _allow(permissions.can_list_stuck(request.user))
    rows = [(row, *row.way_out(request.user)) for row in stuck.rows(request.user)]
    return render(request, "supervision/stuck.html", {"rows": rows})


# --- One order -------------------------------------------------------------------------------------------------------
@require_safe
def order(request, number):
    """One order: what is asked, the reply, the verdict, and its way up."""
    row, user = _fetch(request, number), request.user
    may_judge, may_reply = permissions.can_judge(user, row), permissions.can_reply(user, row)
    context = {
        "order": row, "tone": TONES[row.state], "log": row.log.select_related("by", "unit"),
        "done_at": row.replied_at if row.state in (OrderState.REPLIED, OrderState.ACCEPTED) else None,
        "may_reply": may_reply and possible(STEPS, "reply", row.get_state()),
        "may_judge": may_judge and possible(STEPS, "accept", row.get_state()),
        "may_withdraw": may_judge and possible(STEPS, "withdraw", row.get_state()),
        "sees_case": Appeal.objects.visible_to(user).filter(pk=row.appeal_id).exists(),
    }  # fmt: skip
    return render(request, "supervision/order.html", context)


def _sent(request):
    return request.POST if request.method == "POST" else None


def _take(request, form, words, act, **context):
    """Show the form of a step; sent and right, take the step once and go to the order it gives back."""
    if address := answered(request):
        return redirect(address)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                address = once(request, lambda: act(form.cleaned_data).get_absolute_url())
            except Refused as refused:
                status = 409
                form.add_error(None, refused.messages)
            else:
                messages.success(request, words["done"])
                return redirect(address)
    return render(request, "supervision/step.html", {"form": form, **words, **context}, status=status)


def _step(request, number, name, may, form, words, act):
    """One step of a visible order: 403 for who may not, a sentence instead of the form where it is not possible now."""
    row = _fetch(request, number)
    _allow(may(request.user, row))
    why = []
    if not possible(STEPS, name, row.get_state()):
        why = [_("Not possible now: the order is “%(state)s”.") % {"state": row.get_state().label}]
    back = row.get_absolute_url()
    bound = form(_sent(request))
    return _take(request, bound, words, lambda data: act(row, data), appeal=row.appeal, order=row, back=back, why=why)


def raise_by_hand(request, number):
    """Raise an order on a case: by the desk, the city lead, and the lead of the enterprise's district."""
    rows = Appeal.objects.visible_to(request.user).select_related("enterprise")
    appeal = get_object_or_404(rows, number=number)
    _allow(permissions.can_raise(request.user, appeal))
    why = missing_before_raise(appeal)
    units = {unit.pk: unit for unit, _part in ([] if why else respondents(appeal))}
    if not why and not units:
        why = [_("No open unit answers for this case. It stands among the cases that no rule can escalate.")]
    words = {
        "heading": _("Raise a supervision order"), "go": _("Raise the order"), "done": _("The unit has the order."),
        "after": [
            _("The unit answers by %(day)s. An order without a reply then goes up, level by level.")
            % {"day": bare_day(limits.due(LimitKind.REPLY, timezone.now()))}
        ],
    }  # fmt: skip
    form = RaiseForm(_sent(request), units=list(units.values()))

    def act(data):
        return workflow.raise_by_hand(appeal, by=request.user, unit=units[data["unit"]], demand=data["demand"])

    return _take(request, form, words, act, appeal=appeal, back=appeal.get_absolute_url(), why=why)


def reply(request, number):
    """The unit answers an order."""
    words = {"heading": _("Answer the order"), "go": _("Send the reply"), "done": _("The reply is with who judges it.")}
    return _step(
        request, number, "reply", permissions.can_reply, ReplyForm, words,
        lambda row, data: workflow.reply(row, by=request.user, text=data["text"]),
    )  # fmt: skip


def accept(request, number):
    """The reply holds, with what became of the case."""
    words = {"heading": _("Accept the reply"), "go": _("Accept the reply"), "done": _("The order is over.")}
    return _step(
        request, number, "accept", permissions.can_accept, AcceptForm, words,
        lambda row, data: workflow.accept(row, by=request.user, **data),
    )  # fmt: skip


def send_back(request, number):
    """The reply does not hold: a new date, or the next level at once."""
    words = {
        "heading": _("Do not accept the reply"), "go": _("Send it back"),
        "done": _("The unit has the order again, with a new date."),
    }  # fmt: skip
    return _step(
        request, number, "send_back", permissions.can_send_back, SendBackForm, words,
        lambda row, data: workflow.send_back(row, by=request.user, **data),
    )  # fmt: skip


def withdraw(request, number):
    """Nobody needs the answer any more."""
    words = {"heading": _("Withdraw the order"), "go": _("Withdraw"), "done": _("The order is withdrawn.")}
    return _step(
        request, number, "withdraw", permissions.can_withdraw, WithdrawForm, words | {"stop": True},
        lambda row, data: workflow.withdraw(row, by=request.user, **data),
    )  # fmt: skip
