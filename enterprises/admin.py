from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.common.admin import KeepAdmin, ReadAdmin, StepAdmin

from . import workflow
from .forms import ContactAdminForm, EnterpriseAdminForm
from .models import Contact, Enterprise, Industry, Letter, Registration


@admin.register(Industry)
class IndustryAdmin(ReadAdmin):
    list_display = ["code", "name", "level"]
    list_filter = ["level"]
    search_fields = ["code", "name"]


@admin.register(Enterprise)
class EnterpriseAdmin(KeepAdmin):
    """The registry; size, initials and the local unit follow from the other facts."""

    form = EnterpriseAdminForm
    list_display = ["uscc", "name", "level", "size", "service_district", "local_unit"]
    list_filter = ["level", "size", "service_district", "is_demo"]
    list_select_related = ["service_district", "local_unit"]
    search_fields = ["uscc", "name", "initials"]
    autocomplete_fields = ["industry", "registered_town", "operating_town", "local_unit"]
    readonly_fields = ["size", "initials", "is_demo"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, workflow.refresh_derived(obj), form, change)


@admin.register(Contact)
class ContactAdmin(StepAdmin):
    """Who speaks for an enterprise; access begins and ends with the row."""

    form = ContactAdminForm
    list_display = ["enterprise", "user", "position", "is_first", "started_on", "ended_on"]
    list_filter = ["is_first", ("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["enterprise", "user"]
    search_fields = ["enterprise__name", "enterprise__uscc", "user__name"]
    autocomplete_fields = ["enterprise", "user"]
    fields = ["enterprise", "user", "position", "is_first"]
    actions = ["end_contacts"]

    @admin.action(description=_("End the chosen contacts"))
    def end_contacts(self, request, queryset):
        self.take_each(request, queryset, workflow.end_contact)


@admin.register(Registration)
class RegistrationAdmin(ReadAdmin):
    """Who asked to be let in; it is decided on the pages of the portal, never here."""

    list_display = ["number", "name", "uscc", "kind", "state", "unit", "due_at", "decided_at"]
    list_filter = ["state", "kind", "district"]
    list_select_related = ["unit"]
    search_fields = ["uscc", "name", "applicant"]


@admin.register(Letter)
class LetterAdmin(ReadAdmin):
    """Mail to applicants: what waits, what went, what was given up."""

    list_display = ["registration", "kind", "mail_state", "attempts", "created_at", "sent_at", "last_error"]
    list_filter = ["mail_state", "kind"]
    list_select_related = ["registration"]
