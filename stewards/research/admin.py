from django.contrib import admin

from portal.common.admin import KeepAdmin

from .models import Budget


@admin.register(Budget)
class BudgetAdmin(KeepAdmin):
    """How often enterprises of a level are reached in a month at most; without a row it is six times."""

    list_display = ["level", "contacts"]
