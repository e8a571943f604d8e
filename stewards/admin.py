from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.common.admin import StepAdmin

from . import workflow
from .forms import AssignmentAdminForm, LiaisonAdminForm, StewardAdminForm
from .models import Assignment, Liaison, Steward


@admin.register(Steward)
class StewardAdmin(StepAdmin):
    """Stewards of local units; the role in the unit begins and ends with the appointment."""

    form = StewardAdminForm
    list_display = ["staff_no", "user", "unit", "started_on", "ended_on"]
    list_filter = ["unit__district"]
    list_select_related = ["user", "unit"]
    search_fields = ["staff_no", "user__name"]
    autocomplete_fields = ["user", "unit"]
    fields = ["user", "staff_no", "unit"]
    actions = ["retire_stewards"]

    def has_change_permission(self, request, obj=None):
        return (obj is None or not obj.ended_on) and super().has_change_permission(request)

    def get_readonly_fields(self, request, obj=None):
        return ["user", "staff_no"] if obj else []

    @admin.action(description=_("End the chosen stewards' service"))
    def retire_stewards(self, request, queryset):
        self.take_each(request, queryset, workflow.retire)


@admin.register(Assignment)
class AssignmentAdmin(StepAdmin):
    """Who serves whom; the cap answers beside the field."""

    form = AssignmentAdminForm
    list_display = ["enterprise", "steward", "slot", "started_at", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["enterprise", "steward__user"]
    search_fields = ["enterprise__name", "enterprise__uscc", "steward__staff_no", "steward__user__name"]
    autocomplete_fields = ["steward", "enterprise"]
    fields = ["steward", "enterprise", "reason"]
    actions = ["end_assignments"]

    @admin.action(description=_("End the chosen assignments"))
    def end_assignments(self, request, queryset):
        self.take_each(request, queryset, workflow.end)


@admin.register(Liaison)
class LiaisonAdmin(StepAdmin):
    """Liaison officers (guideline art. 4)."""

    form = LiaisonAdminForm
    list_display = ["steward", "user", "started_on", "ended_on"]
    list_select_related = ["steward__user", "user"]
    search_fields = ["user__name", "steward__user__name"]
    autocomplete_fields = ["steward", "user"]
    fields = ["steward", "user"]
    actions = ["end_help"]

    @admin.action(description=_("End the chosen liaison officers' help"))
    def end_help(self, request, queryset):
        self.take_each(request, queryset, workflow.dismiss_liaison)
