from django.contrib import admin

from portal.common.admin import ReadAdmin

from .models import Cover


@admin.register(Cover)
class CoverAdmin(ReadAdmin):
    list_display = ["steward", "deputy", "started_on", "ended_on", "ended_at"]
    list_select_related = ["steward__user", "deputy__user"]
    search_fields = ["steward__user__name", "deputy__user__name", "steward__staff_no"]
    date_hierarchy = "started_on"
