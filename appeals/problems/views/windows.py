"""Themed windows: the list and the form for desk and city lead, and the one click of an enterprise."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from enterprises.permissions import is_contact
from portal.common.counting import PAGES
from portal.common.once import once

from ... import permissions as case_permissions
from ...enums import Channel
from .. import permissions, workflow
from ..forms import StartForm, WindowForm
from ..models import ThemedWindow
from ..tables import WindowTable
from ..workflow.windows import FIELDS
from .steps import allow, take


@require_safe
def window_list(request):
    """The windows with how many appeals came through each."""
    allow(permissions.can_manage_windows(request.user))
    sent = Count("appeals", filter=Q(appeals__appeal__number__isnull=False))
    rows = ThemedWindow.objects.visible_to(request.user).select_related("category", "desk").annotate(n_appeals=sent)
    table = WindowTable(rows.order_by("-closes_on", "-pk"))
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "problems/windows.html", {"table": table})


def _words():
    return {"back": reverse("problems:windows"), "back_label": _("Themed windows")}


def window_new(request):
    """Open a window."""
    allow(permissions.can_manage_windows(request.user))
    form = WindowForm(request.POST or None, initial={"opens_on": timezone.localdate()})
    return take(
        request, form, lambda data: workflow.open_window(by=request.user, **data) and reverse("problems:windows"),
        heading=_("New themed window"), go=_("Open the window"), done=_("The window is entered."), **_words(),
    )  # fmt: skip


def window_change(request, pk):
    """Change words or dates."""
    allow(permissions.can_manage_windows(request.user))
    row = get_object_or_404(ThemedWindow.objects.visible_to(request.user), pk=pk)
    form = WindowForm(request.POST or None, initial={name: getattr(row, name) for name in FIELDS})
    return take(
        request, form,
        lambda data: workflow.change_window(row, by=request.user, **data) and reverse("problems:windows"),
        heading=_("Change the themed window"), go=_("Save"), done=_("The window is changed."), over=row.title,
        **_words(),
    )  # fmt: skip


@require_POST
def start(request, pk):
    """One click: a draft with the category of the window; asks for the enterprise when there are several."""
    allow(case_permissions.can_start(request.user))
    row = get_object_or_404(ThemedWindow.objects.visible_to(request.user), pk=pk)
    firms = case_permissions.enterprises_to_start_for(request.user)
    several = len(firms[:2]) > 1
    form = StartForm(request.POST if "enterprise" in request.POST or not several else None, enterprises=firms)
    if not several:
        return redirect(once(request, lambda: _begun(row, firms[0], request.user)))
    if form.is_bound and form.is_valid():
        return redirect(once(request, lambda: _begun(row, form.cleaned_data["enterprise"], request.user)))
    context = {
        "form": form, "heading": row.title, "go": _("Continue"), "back": reverse("appeals:new"),
        "back_label": _("New appeal"),
    }  # fmt: skip
    return render(request, "problems/step.html", context, status=422 if form.is_bound else 200)


def _begun(window, firm, user):
    channel = Channel.PORTAL if is_contact(user, firm) else Channel.STEWARD
    draft = workflow.start_through(window, firm, by=user, channel=channel)
    return reverse("appeals:draft", args=[draft.pk, "text"])
