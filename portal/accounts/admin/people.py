from allauth.account.admin import EmailAddress
from allauth.usersessions.admin import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import Group, UserAdmin
from django.contrib.auth.models import Permission
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.admin import KeepAdmin, ReadAdmin
from portal.common.templatetags.words import masked

from .. import workflow
from ..backends import is_administrator
from ..forms import LeaveForm, ReasonForm, RoleForm
from ..models import Membership, User
from ..workflow.people import held_by
from .asking import AskingAdmin

# Roles are memberships, and the address stands with the person: neither is kept in a second place. Devices are signed
# out by their owner, on a page of the account.
admin.site.unregister([Group, EmailAddress, UserSession])


#: Permissions that no role brings along, superusers included: each is given to one person here.
BY_NAME = ("read_integrityreport",)


class GivenByName(forms.ModelMultipleChoiceField):
    """Permissions by their own sentence."""

    def label_from_instance(self, permission):
        return _(permission.name)


class MembershipInline(admin.TabularInline):
    """Roles of one person; a role ends by its date."""

    model = Membership
    form = RoleForm
    extra = 0
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
class PersonAdmin(AskingAdmin, KeepAdmin, UserAdmin):
    """People with their roles. Somebody who leaves hands over and is deactivated, never deleted."""

    add_form = NewPersonForm
    add_fieldsets = [(None, {"fields": ["username", "name", "phone", "email", "language"]})]
    fieldsets = [
        (None, {"fields": ["username", "name", "phone", "email", "language"]}),
        (gettext_lazy("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "last_login"]}),
        (gettext_lazy("Given by name"), {"fields": ["user_permissions"]}),
    ]
    readonly_fields = ["is_active", "is_staff", "is_superuser", "last_login"]
    list_display = ["username", "name", "phone_masked", "email", "roles", "is_active"]
    list_filter = ["is_active", "is_demo", "memberships__role"]
    search_fields = ["username", "name", "phone"]
    search_help_text = gettext_lazy("User name, name or telephone number")
    ordering = ["username"]
    filter_horizontal = []
    inlines = [MembershipInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__unit")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Roles give everything but what is given by name."""
        if db_field.name == "user_permissions":
            return GivenByName(
                Permission.objects.filter(codename__in=BY_NAME), label=gettext_lazy("permissions"), required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("telephone"))
    def phone_masked(self, person):
        return masked(person.phone)

    @admin.display(description=gettext_lazy("Roles"))
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

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:object_id>/leave/", view(self.leave_view), name="accounts_user_leave"),
            path("<int:object_id>/return/", view(self.return_view), name="accounts_user_return"),
        ]
        return own + super().get_urls()

    def leave_view(self, request, object_id):
        """Everything that the person is answerable for, each with the question who takes it over."""
        person = self.found(request, str(object_id))
        if not person.is_active:
            return HttpResponseRedirect(_change(person))
        holdings = held_by(person)
        form = LeaveForm(request.POST or None, person=person, holdings=holdings)
        page = {
            "title": _("Deactivate %(name)s") % {"name": person}, "button": _("Deactivate"), "holdings": holdings,
            "intro": _("Roles, access and sessions end at once. The account stays and can be opened again."),
            "done": _("%(name)s is deactivated.") % {"name": person}, "back": _change(person),
        }  # fmt: skip
        return self.ask(request, person, form, page) or HttpResponseRedirect(_change(person))

    def return_view(self, request, object_id):
        """Open the account again: without roles and without a password."""
        person = self.found(request, str(object_id))
        if person.is_active:
            return HttpResponseRedirect(_change(person))
        form = _ReturnForm(request.POST or None, person=person)
        page = {
            "title": _("Open the account of %(name)s again") % {"name": person}, "button": _("Open again"),
            "intro": _("Roles are given anew, and the person sets a new password."), "holdings": [],
            "done": _("The account of %(name)s is open again. Give the roles below.") % {"name": person},
            "back": _change(person),
        }  # fmt: skip
        return self.ask(request, person, form, page) or HttpResponseRedirect(_change(person))


class _ReturnForm(ReasonForm):
    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def save(self, *, by):
        workflow.reactivate(self.person, by=by, reason=self.cleaned_data["reason"])


def _change(person):
    return reverse("admin:accounts_user_change", args=[person.pk])


class StandingFilter(admin.SimpleListFilter):
    """Roles of today and later, or those that ended."""

    title = gettext_lazy("in force or to come")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("yes", _("yes")), ("no", _("no"))]

    def queryset(self, request, queryset):
        over = {"ended_on__lt": timezone.localdate()}
        if self.value() == "yes":
            return queryset.exclude(**over)
        return queryset.filter(**over) if self.value() == "no" else queryset


@admin.register(Membership)
class MembershipAdmin(ReadAdmin):
    """Who holds which role in which unit; roles are given and ended with the person."""

    list_display = ["user", "role", "unit", "started_on", "ended_on"]
    list_filter = [StandingFilter, "role"]
    list_select_related = ["user", "unit"]
    search_fields = ["user__name", "user__username", "unit__name"]
