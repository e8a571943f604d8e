from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from .models import Notification


def inbox(request):
    """One's own messages, the newest first."""
    page = Paginator(Notification.objects.visible_to(request.user).for_list(), 25).get_page(request.GET.get("page"))
    return render(request, "notifications/inbox.html", {"page": page})


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
