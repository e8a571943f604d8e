from django.contrib import admin

from portal.common.admin import ReadAdmin

from .models import Confirmation


@admin.register(Confirmation)
class ConfirmationAdmin(ReadAdmin):
    """What was sent to let people in, and what was given up and why; never a link, a code or an address."""

    list_display = [
        "created_at",
        "person",
        "purpose",
        "channel",
        "sent_by",
        "delivery",
        "tries",
        "used_at",
        "last_error",
    ]
    list_filter = ["delivery", "channel", "purpose"]
    list_select_related = ["person", "sent_by"]
    date_hierarchy = "created_at"
    fields = [
        "created_at", "person", "purpose", "channel", "sent_by", "expires_at", "used_at", "replaced_at", "attempts",
        "delivery", "tries", "next_try_at", "sent_at", "last_error",
    ]  # fmt: skip
