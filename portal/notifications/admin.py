from django.contrib import admin
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.common.admin import ReadAdmin

from .enums import MailState
from .models import Notification
from .outbox import wake


@admin.register(Notification)
class NotificationAdmin(ReadAdmin):
    """The outbox: what waits, what was given up and why."""

    list_display = ["created_at", "recipient", "event", "mail_state", "attempts", "last_error"]
    list_filter = ["mail_state", "event"]
    list_select_related = ["recipient"]
    date_hierarchy = "created_at"
    fields = ["created_at", "recipient", "event", "key", "title", "is_urgent", "seen_at", "mail_state", "attempts",
              "next_try_at", "leased_until", "sent_at", "message_id", "last_error"]  # fmt: skip
    actions = ["try_again"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_administrator()

    @admin.action(description=_("Send again what was given up"))
    def try_again(self, request, queryset):
        failed = queryset.filter(mail_state=MailState.FAILED)
        count = failed.update(mail_state=MailState.PENDING, attempts=0, next_try_at=timezone.now())
        transaction.on_commit(wake, robust=True)
        words = ngettext("%(count)s message will be sent again.", "%(count)s messages will be sent again.", count)
        self.message_user(request, words % {"count": count})
