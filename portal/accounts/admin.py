from allauth.account.admin import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import Group, UserAdmin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.admin import KeepAdmin
from portal.common.templatetags.words import masked

from .backends import is_administrator
from .models import Membership, Unit, User

# Roles are memberships, and the address stands with the person: neither is kept in a second place.
admin.site.unregister([Group, EmailAddress])


class MembershipInline(admin.TabularInline):
    """Roles of one person; a role ends by its date."""

    model = Membership
    extra = 0
    autocomplete_fields = ["unit"]
    can_delete = False

    def has_delete_permission(self, request, obj=None):
        return False


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
    readonly_fields = ["is_staff", "is_superuser", "last_login"]
    list_display = ["username", "name", "phone_masked", "email", "roles", "is_active"]
    list_filter = ["is_active", "is_demo", "memberships__role"]
    search_fields = ["username", "name", "phone"]
    search_help_text = _("User name, name or telephone number")
    ordering = ["username"]
    filter_horizontal = []
    inlines = [MembershipInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__unit")

    @admin.display(description=_("telephone"))
    def phone_masked(self, person):
        return masked(person.phone)

    @admin.display(description=_("Roles"))
    def roles(self, person):
        today = timezone.localdate()
        current = [row for row in person.memberships.all() if row.ended_on is None or row.ended_on >= today]
        return _(", ").join(str(row) for row in current)

    def save_related(self, request, form, formsets, change):
        """The door of this admin follows from the roles that were just saved."""
        super().save_related(request, form, formsets, change)
        person = form.instance
        vars(person).pop("grants", None)
        may = is_administrator(person)
        if (person.is_staff, person.is_superuser) != (may, may):
            person.is_staff = person.is_superuser = may
            person.save(update_fields=["is_staff", "is_superuser"])


@admin.register(Unit)
class UnitAdmin(KeepAdmin):
    """The tree of units, as deep as it is."""

    list_display = ["code", "name", "kind", "parent", "district", "is_active"]
    list_filter = ["kind", "district", "is_active"]
    list_select_related = ["parent", "district"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent", "town"]
