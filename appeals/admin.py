"""Reference data of appeals; cases themselves are worked on in the portal, never here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.common.admin import KeepAdmin, ReadAdmin

from .models import Appeal, Category, Handling, TimeLimit


@admin.register(Category)
class CategoryAdmin(KeepAdmin):
    list_display = ["code", "name", "name_en", "parent", "is_active"]
    list_filter = ["is_active", "parent"]
    list_select_related = ["parent"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["parent"]


@admin.register(TimeLimit)
class TimeLimitAdmin(KeepAdmin):
    """A change is a new row with the day from which it holds; promises already made keep their date."""

    list_display = ["kind", "difficulty", "category", "level", "days", "day_kind", "effective_from", "basis"]
    list_filter = ["kind", "difficulty", "level"]
    list_select_related = ["category"]
    search_fields = ["basis", "category__name", "category__name_en"]
    autocomplete_fields = ["category"]
    save_as = True


class CaseNumbersAdmin(ReadAdmin):
    """Which cases stand where, for those who move them: numbers, units, states and dates, never what was written."""

    def get_fields(self, request, obj=None):
        return self.list_display


@admin.register(Handling)
class HandlingAdmin(CaseNumbersAdmin):
    list_display = ["appeal_number", "unit", "is_lead", "state", "owner", "assigned_at"]
    list_filter = ["state", "is_lead"]
    list_select_related = ["appeal", "unit", "owner"]
    search_fields = ["appeal__number", "unit__name"]

    @admin.display(description=_("number"), ordering="appeal__number")
    def appeal_number(self, handling):
        return handling.appeal.number


@admin.register(Appeal)
class AppealAdmin(CaseNumbersAdmin):
    list_display = ["number", "enterprise", "state", "claimed_by", "submitted_at"]
    list_filter = ["state"]
    list_select_related = ["enterprise", "claimed_by"]
    search_fields = ["number"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(number=None)
