from django.contrib import admin

from portal.common.admin import KeepAdmin, ReadAdmin

from .models import OrderLimit, SupervisionOrder


@admin.register(OrderLimit)
class OrderLimitAdmin(KeepAdmin):
    """A change is a new row with the day from which it holds; dates already given stay."""

    list_display = ["kind", "days", "effective_from", "basis"]


@admin.register(SupervisionOrder)
class SupervisionOrderAdmin(ReadAdmin):
    list_display = ["number", "rule", "unit", "state", "station", "due_at"]
    list_select_related = ["unit"]
    list_filter = ["rule", "state", "station"]
    search_fields = ["number", "appeal__number", "unit__name"]
    date_hierarchy = "raised_at"
