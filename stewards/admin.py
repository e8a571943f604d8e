from django.contrib import admin, messages
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.common.admin import KeepAdmin, ReadAdmin, StepAdmin
from portal.common.workflow import Refused

from . import workflow
from .distribution import MOST, bundle
from .forms import AssignmentAdminForm, BulkForm, LiaisonAdminForm, MoveForm, StewardAdminForm
from .models import Assignment, Cadence, FollowUp, Liaison, Steward, Visit


@admin.register(Steward)
class StewardAdmin(StepAdmin):
    """Stewards of local units; the role in the unit begins and ends with the appointment."""

    form = StewardAdminForm
    list_display = ["staff_no", "user", "unit", "started_on", "ended_on"]
    list_filter = ["unit__district"]
    list_select_related = ["user", "unit"]
    search_fields = ["staff_no", "user__name"]
    autocomplete_fields = ["user", "unit"]
    fields = ["user", "staff_no", "unit"]
    actions = ["retire_stewards"]

    def has_change_permission(self, request, obj=None):
        return (obj is None or not obj.ended_on) and super().has_change_permission(request)

    def get_readonly_fields(self, request, obj=None):
        return ["user", "staff_no"] if obj else []

    @admin.action(description=_("End the chosen stewards' service"))
    def retire_stewards(self, request, queryset):
        self.take_each(request, queryset, workflow.retire)


@admin.register(Assignment)
class AssignmentAdmin(StepAdmin):
    """Who serves whom; the cap answers beside the field."""

    form = AssignmentAdminForm
    list_display = ["enterprise", "steward", "slot", "started_at", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["enterprise", "steward__user"]
    search_fields = ["enterprise__name", "enterprise__uscc", "steward__staff_no", "steward__user__name"]
    autocomplete_fields = ["steward", "enterprise"]
    fields = ["steward", "enterprise", "reason"]
    actions = ["move_assignments", "end_assignments"]

    @admin.action(description=_("Give the chosen enterprises to other stewards"), permissions=["change"])
    def move_assignments(self, request, queryset):
        """Ask to whom and why, then move all or none."""
        return self._ask(request, queryset, MoveForm, _("Give the chosen enterprises to other stewards"))

    @admin.action(description=_("End the chosen assignments"), permissions=["change"])
    def end_assignments(self, request, queryset):
        """Ask why, then end all or none."""
        return self._ask(request, queryset, BulkForm, _("End the chosen assignments"))

    def _ask(self, request, queryset, form_class, title):
        rows = list(queryset.filter(ended_at=None).select_related("enterprise", "steward__user")[:MOST])
        form = form_class(request.POST if "apply" in request.POST else None)
        found = bundle(row.enterprise for row in rows)
        if form.is_bound and form.is_valid() and self._taken(request, form, found, rows):
            return None
        proposals = found.propose(moving_on=True) if form_class is MoveForm else {}
        for row in rows:
            row.proposal = proposals.get(row.enterprise_id)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": title, "rows": rows, "form": form,
            "action": request.POST["action"], "proposed": form_class is MoveForm,
        }  # fmt: skip
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/stewards/assignments.html", context, status=status)

    def _taken(self, request, form, found, rows):
        """Put it in force; a refusal stands beside its row and nothing has changed."""
        pairs = form.pairs(found)
        refusals = found.refusals(pairs)
        if not refusals and not form.errors:
            try:
                workflow.move(pairs, by=request.user, reason=form.cleaned_data["reason"])
            except Refused as refused:
                late = getattr(refused, "enterprise", None)
                refusals = {late.pk: " ".join(refused.messages)} if late else {}
                if not late:
                    form.add_error(None, refused.messages)
        for row in rows:
            row.refusal = refusals.get(row.enterprise_id, "")
        if refusals:
            form.add_error(None, _("Nothing was changed."))
        if form.errors:
            return False
        done = ngettext(
            "%(n)d enterprise: the change is in force.", "%(n)d enterprises: the change is in force.", len(rows)
        )
        self.message_user(request, done % {"n": len(rows)}, messages.SUCCESS)
        return True


@admin.register(Liaison)
class LiaisonAdmin(StepAdmin):
    """Liaison officers (guideline art. 4)."""

    form = LiaisonAdminForm
    list_display = ["steward", "user", "started_on", "ended_on"]
    list_select_related = ["steward__user", "user"]
    search_fields = ["user__name", "steward__user__name"]
    autocomplete_fields = ["steward", "user"]
    fields = ["steward", "user"]
    actions = ["end_help"]

    @admin.action(description=_("End the chosen liaison officers' help"))
    def end_help(self, request, queryset):
        self.take_each(request, queryset, workflow.dismiss_liaison)


@admin.register(Visit)
class VisitAdmin(ReadAdmin):
    """Which enterprises were contacted when and by whom; what was said stays with those who serve and lead."""

    list_display = ["enterprise", "author", "mode", "happened_at", "created_at"]
    list_filter = ["mode"]
    list_select_related = ["enterprise", "author"]
    search_fields = ["enterprise__name", "enterprise__uscc", "author__name"]
    date_hierarchy = "happened_at"
    fields = ["enterprise", "author", "steward", "mode", "happened_at", "created_at", "changed_at"]


@admin.register(FollowUp)
class FollowUpAdmin(ReadAdmin):
    """What was promised in visits, until when, and what came of it."""

    list_display = ["text", "visit", "due_on", "done_at", "done_by"]
    list_filter = [("done_at", admin.EmptyFieldListFilter)]
    list_select_related = ["visit__enterprise", "done_by"]
    search_fields = ["text", "visit__enterprise__name", "visit__enterprise__uscc"]
    date_hierarchy = "due_on"


@admin.register(Cadence)
class CadenceAdmin(KeepAdmin):
    """How often enterprises of a level are contacted at least; without a row it is once a quarter."""

    list_display = ["level", "days"]
