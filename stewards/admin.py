from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.accounts.models import Membership
from portal.common.admin import KeepAdmin, ReadAdmin
from portal.common.workflow import Refused

from . import workflow
from .forms import AssignmentAdminForm, LiaisonAdminForm
from .models import Assignment, Liaison, RosterImport, Steward


@admin.register(Steward)
class StewardAdmin(KeepAdmin):
    """Stewards of local units; appointing one opens the role in the unit."""

    list_display = ["staff_no", "user", "unit", "started_on", "ended_on"]
    list_filter = ["unit__district"]
    list_select_related = ["user", "unit"]
    search_fields = ["staff_no", "user__name"]
    autocomplete_fields = ["user", "unit"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        Membership.objects.get_or_create(user=obj.user, role=Role.STEWARD, unit=obj.unit, ended_on=None)


class WorkflowAdmin(KeepAdmin):
    """Rows that begin and end through the workflow and are never edited."""

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    def _each(self, request, queryset, step):
        for row in queryset:
            try:
                step(row, by=request.user)
            except Refused as refused:
                self.message_user(request, " ".join(refused.messages), messages.ERROR)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.actor = request.user
        return form

    def save_model(self, request, obj, form, change):
        """The form has taken the step already, so that a refusal stands beside its field."""


@admin.register(Assignment)
class AssignmentAdmin(WorkflowAdmin):
    """Who serves whom; the cap answers beside the field."""

    form = AssignmentAdminForm
    list_display = ["enterprise", "steward", "slot", "started_at", "ended_at"]
    list_select_related = ["enterprise", "steward__user"]
    search_fields = ["enterprise__name", "enterprise__uscc", "steward__staff_no", "steward__user__name"]
    autocomplete_fields = ["steward", "enterprise"]
    fields = ["steward", "enterprise", "reason"]
    actions = ["end_assignments"]

    @admin.action(description=_("End the chosen assignments"))
    def end_assignments(self, request, queryset):
        self._each(request, queryset, workflow.end)


@admin.register(Liaison)
class LiaisonAdmin(WorkflowAdmin):
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
        self._each(request, queryset, workflow.dismiss_liaison)


@admin.register(RosterImport)
class RosterImportAdmin(ReadAdmin):
    """What was imported, when and with which result."""
