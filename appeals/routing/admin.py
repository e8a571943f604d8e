from django.contrib import admin

from portal.common.admin import ReadAdmin

from .models import Learned, RoutingRule


@admin.register(RoutingRule)
class RoutingRuleAdmin(ReadAdmin):
    list_display = ["category", "words", "district", "unit", "reason", "made_at", "ended_on"]
    list_filter = ["district"]
    list_select_related = ["category", "district", "unit"]
    search_fields = ["words", "unit__name"]


@admin.register(Learned)
class LearnedAdmin(ReadAdmin):
    list_display = ["kind", "cases", "top1", "made_at"]
    fields = ["kind", "cases", "top1", "made_at"]
