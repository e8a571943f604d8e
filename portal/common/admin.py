from django.contrib import admin, messages
from simple_history.admin import SimpleHistoryAdmin

from .models import CalendarDay, ExportLog
from .workdays import forget_calendar
from .workflow import Refused


class KeepAdmin(SimpleHistoryAdmin):
    """Records end and are never deleted (product rule 2); their history says who changed what."""

    show_full_result_count = False
    list_per_page = 50

    def has_delete_permission(self, request, obj=None):
        return False


class StepAdmin(KeepAdmin):
    """Rows that begin and end through a workflow: added by a :class:`portal.common.forms.TakesStepForm`, not edited."""

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.actor = request.user
        return form

    def save_model(self, request, obj, form, change):
        """The form has taken the step already, so that a refusal stands beside its field."""

    def take_each(self, request, queryset, step):
        """Take ``step(row, by=…)`` for every chosen row; a refusal becomes a message and the others go on."""
        for row in queryset:
            try:
                step(row, by=request.user)
            except Refused as refused:
                self.message_user(request, " ".join(refused.messages), messages.ERROR)


class ReadAdmin(admin.ModelAdmin):
    """Rows that are looked at and never changed by hand."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(CalendarDay)
class CalendarDayAdmin(KeepAdmin):
    """The working calendar, a year at a time; a change counts for promises made after it."""

    list_display = ["date", "is_workday", "note"]
    list_filter = ["is_workday"]
    list_editable = ["is_workday", "note"]
    date_hierarchy = "date"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        forget_calendar()


@admin.register(ExportLog)
class ExportLogAdmin(ReadAdmin):
    list_display = ["at", "user", "what", "rows", "reason"]
    list_select_related = ["user"]
    date_hierarchy = "at"
