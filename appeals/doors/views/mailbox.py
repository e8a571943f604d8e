"""The department mailbox: every mail with what became of it, and what the desk makes of the rest."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from portal.common.checked_files import hand_out_content
from portal.common.counting import PAGES
from portal.common.workflow import Refused

from .. import permissions, workflow
from ..enums import MailState
from ..forms import MailAsideForm
from ..mailbox import is_on
from ..models import Mail, MailboxReading
from ..tables import MailTable


def _fetch(request, pk):
    """The mail; nobody but the desk knows of it."""
    return get_object_or_404(Mail.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
def mail_list(request):
    """What came, the newest first; when the mailbox was read, and what went wrong."""
    if not permissions.can_read_mailbox(request.user):
        raise PermissionDenied
    mails = Mail.objects.visible_to(request.user)
    state = request.GET.get("view", "")
    shown = mails.filter(state=state) if state in MailState.values else mails
    table = MailTable(shown.for_list().defer("text", "references"))
    RequestConfig(request, paginate=PAGES).configure(table)
    reading = MailboxReading.objects.visible_to(request.user).first()
    context = {"table": table, "views": _views(mails.count_by_state(), state), "reading": reading, "is_on": is_on()}
    return render(request, "doors/mailbox.html", context)


def _views(counts, current):
    """One view for every state, with how many mails are in it, and one for all."""
    home = reverse("doors:mailbox")
    everything = {
        "label": _("All"), "url": home, "count": sum(counts.values()),
        "current": current not in MailState.values,
    }  # fmt: skip
    return [everything] + [
        {"label": one.label, "url": f"{home}?view={one}", "count": counts.get(one, 0), "current": current == one}
        for one in MailState
    ]


@require_safe
def mail(request, pk):
    """One mail: its words, why this became of it, and where it is now."""
    found = _fetch(request, pk)
    state = found.get_state()
    may_tray = state in workflow.MAIL_STEPS["put_into_tray"].sources
    may_aside = state in workflow.MAIL_STEPS["set_aside"].sources
    return render(request, "doors/mail.html", {"mail": found, "may_tray": may_tray, "may_aside": may_aside})


@require_safe
def mail_file(request, pk, place):
    """A file of a mail, for whoever decides what the mail becomes; ``place`` counts from 1 as the page does."""
    found = _fetch(request, pk)
    enclosed = workflow.kept_file(found, place - 1) if place else None
    if enclosed is None:
        raise Http404
    return hand_out_content(enclosed)


@require_POST
def mail_to_tray(request, pk):
    """Take a mail for a case after all."""
    found = _fetch(request, pk)
    try:
        found = workflow.put_into_tray(found, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(found)
    messages.success(request, _("It is in the tray now."))
    return redirect(found.tray_item)


def mail_aside(request, pk):
    """Set a mail aside, with the reason."""
    found = _fetch(request, pk)
    form = MailAsideForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            workflow.put_aside(found, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.messages)
            status = 409
        else:
            messages.success(request, _("Set aside."))
            return redirect(found)
    return render(request, "doors/mail_aside.html", {"mail": found, "form": form}, status=status)
