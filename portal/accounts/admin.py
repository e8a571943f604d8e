from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from portal.common.admin import KeepAdmin

from .models import Membership, Unit, User


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["unit"]
    can_delete = False


class NewPersonForm(forms.ModelForm):
    """A new person has no password: the first one is set through the reset letter."""

    class Meta:
        model = User
        fields = ["username", "name", "phone", "email", "language"]

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class PersonAdmin(KeepAdmin, UserAdmin):
    """People with their roles. Somebody who leaves is deactivated, never deleted."""

    add_form = NewPersonForm
    add_fieldsets = [(None, {"fields": ["username", "name", "phone", "email", "language"]})]
    fieldsets = [
        (None, {"fields": ["username", "name", "phone", "email", "language"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "last_login"]}),
    ]
    readonly_fields = ["last_login"]
    list_display = ["username", "name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["username", "name", "phone"]
    ordering = ["username"]
    filter_horizontal = []
    inlines = [MembershipInline]


@admin.register(Unit)
class UnitAdmin(KeepAdmin):
    """The tree of units, as deep as it is."""

    list_display = ["code", "name", "kind", "parent", "district", "is_active"]
    list_filter = ["kind", "district", "is_active"]
    list_select_related = ["parent", "district"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent", "town"]
