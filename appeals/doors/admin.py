"""Connected systems and their keys: administrators alone enter them; a secret is shown once, on the page after."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from portal.common.admin import KeepAdmin, StepAdmin

from . import signing, workflow
from .forms import ClientForm, KeyForm
from .models import ApiClient, ApiKey


@admin.register(ApiClient)
class ApiClientAdmin(KeepAdmin):
    form = ClientForm
    list_display = ["name", "source", "channel", "callback_url", "is_active"]
    search_fields = ["name", "source"]

    def get_readonly_fields(self, request, obj=None):
        return ["source"] if obj else []

    def save_model(self, request, obj, form, change):
        """A new one gets the account in whose name its steps are taken."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.__dict__.update(workflow.register(by=request.user, **form.cleaned_data).__dict__)


@admin.register(ApiKey)
class ApiKeyAdmin(StepAdmin):
    """Two keys of a system may be live, so that one is replaced without a pause."""

    form = KeyForm
    list_display = ["key_id", "client", "created_at", "expires_at", "revoked_at"]
    list_filter = ["client", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["client"]
    fields = ["client", "expires_at"]
    actions = ["withdraw"]

    @admin.action(description=_("Withdraw the chosen keys"), permissions=["change"])
    def withdraw(self, request, queryset):
        self.take_each(request, queryset, workflow.revoke)

    def response_add(self, request, obj, post_url_continue=None):
        """The secret, once: it is stored nowhere and no page shows it again."""
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": _("Key and secret"), "key": obj,
            "secret": signing.secret_of(obj),
        }  # fmt: skip
        return TemplateResponse(request, "admin/doors/secret.html", context)
