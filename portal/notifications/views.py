from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.counting import BoundedPaginator

from . import workflow
from .forms import PreferenceForm
from .models import Notification, Preference
from .subjects import lines_for


def inbox(request):
    """One's own messages, the newest first; all, the unread ones, or those of one subject."""
    shown, rows = request.GET.get("show", ""), Notification.objects.visible_to(request.user).for_list()
    subjects = {subject.name: subject for subject, _lines in lines_for(request.user)}
    if shown == "unread":
        rows = rows.unread()
    elif shown in subjects:
        rows = rows.filter(event__in=[line.event for line in subjects[shown].lines])
    else:
        shown = ""
    page = BoundedPaginator(rows, 25).get_page(request.GET.get("page"))
    views = [("", _("All")), ("unread", _("Unread")), *((name, one.label) for name, one in subjects.items())]
    return render(request, "notifications/inbox.html", {"page": page, "views": views, "shown": shown})


def preferences(request):
    """What comes by mail, and when; the inbox has everything at once."""
    chosen = dict(Preference.objects.visible_to(request.user).values_list("event", "choice"))
    form = PreferenceForm(request.POST or None, user=request.user, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choice is kept."))
        return redirect("notifications:preferences")
    context = {"form": form, "chosen": chosen}
    return render(request, "notifications/preferences.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preferences_forget(request):
    """Back to the defaults, everything at once: a page that asks, and the answer."""
    if request.method != "POST":
        return render(request, "notifications/preferences_forget.html")
    workflow.forget(request.user)
    messages.success(request, _("Every message comes by mail at once again."))
    return redirect("notifications:preferences")


@require_POST
def open_message(request, pk):
    """Mark a message as seen and go where it points."""
    message = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    Notification.objects.visible_to(request.user).unread().filter(pk=pk).update(seen_at=timezone.now())
    return redirect(message.url)


@require_POST
def mark_all_seen(request):
    """Mark everything as seen."""
    Notification.objects.visible_to(request.user).unread().update(seen_at=timezone.now())
    return redirect("notifications:inbox")
