from django.contrib import admin

from portal.common.admin import ReadAdmin

from .models import District, Town


@admin.register(District)
class DistrictAdmin(ReadAdmin):
    list_display = ["code", "name", "name_en"]


@admin.register(Town)
class TownAdmin(ReadAdmin):
    list_display = ["code", "name", "district", "kind"]
    list_filter = ["district", "kind"]
    list_select_related = ["district"]
    search_fields = ["name", "code"]
