from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from portal.common.admin import KeepAdmin

from ..forms import CloseForm, MergeForm, UnitForm
from ..models import Unit
from ..units import closed_sentence
from ..workflow.units import held_by
from .asking import AskingAdmin


@admin.register(Unit)
class UnitAdmin(AskingAdmin, KeepAdmin):
    """The tree of units, as deep as it is. A unit is merged or closed, with everything it holds; never deleted."""

    form = UnitForm
    list_display = ["code", "name", "kind", "parent", "district", "is_active", "merged_into"]
    list_filter = ["is_active", "kind", "district"]
    list_select_related = ["parent", "district", "merged_into"]
    search_fields = ["code", "name", "name_en"]

    def has_change_permission(self, request, obj=None):
        return (obj is None or obj.is_active) and super().has_change_permission(request)

    def get_fields(self, request, obj=None):
        fields = ["code", "name", "name_en", "kind", "parent", "district", "town"]
        return [*fields, "merged_into"] if obj and not obj.is_active else [*fields, "reason"]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.actor = request.user
        return form

    def save_model(self, request, obj, form, change):
        """The form has taken the step already, so that a refusal stands beside its field."""

    def get_search_results(self, request, queryset, search_term):
        """Whoever chooses a unit is offered active ones only."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        return (found.active() if request.path.endswith("/autocomplete/") else found), may_repeat

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:object_id>/merge/", view(self.merge_view), name="accounts_unit_merge"),
            path("<int:object_id>/close/", view(self.close_view), name="accounts_unit_close"),
        ]
        return own + super().get_urls()

    def merge_view(self, request, object_id):
        """Everything that the unit holds, and the question into which unit it goes."""
        unit = self.found(request, str(object_id))
        if not unit.is_active:
            return self._closed_already(request, unit)
        form = MergeForm(request.POST or None, unit=unit)
        page = {
            "title": _("Merge %(unit)s into another unit") % {"unit": unit}, "button": _("Merge"),
            "intro": _("Everything below goes over at once. Nothing is deleted, and the promised dates stay."),
            "holdings": held_by(unit), "done": _("%(unit)s is merged.") % {"unit": unit}, "back": _change(unit),
        }  # fmt: skip
        answer = self.ask(request, unit, form, page)
        return answer or HttpResponseRedirect(_change(form.cleaned_data["into"]))

    def close_view(self, request, object_id):
        """Everything that the unit holds, each with the question who takes it or that it ends."""
        unit = self.found(request, str(object_id))
        if not unit.is_active:
            return self._closed_already(request, unit)
        holdings = held_by(unit)
        form = CloseForm(request.POST or None, unit=unit, holdings=holdings)
        page = {
            "title": _("Close %(unit)s") % {"unit": unit}, "button": _("Close the unit"),
            "intro": _("Say for each line who takes it over, or that it ends. Nothing is deleted."),
            "holdings": holdings, "done": _("%(unit)s is closed.") % {"unit": unit}, "back": _change(unit),
        }  # fmt: skip
        return self.ask(request, unit, form, page) or HttpResponseRedirect(_change(unit))

    def _closed_already(self, request, unit):
        self.message_user(request, closed_sentence(unit), messages.INFO)
        return HttpResponseRedirect(_change(unit))


def _change(unit):
    return reverse("admin:accounts_unit_change", args=[unit.pk])
