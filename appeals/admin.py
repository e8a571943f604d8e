"""Reference data of appeals; cases themselves are worked on in the portal, never here."""

from django.contrib import admin

from portal.common.admin import KeepAdmin

from .models import Category, TimeLimit


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
