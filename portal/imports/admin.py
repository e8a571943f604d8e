from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from portal.common.admin import ReadAdmin
from portal.common.exports import ExportForm, export
from portal.common.workflow import Refused

from . import exports, workflow
from .enums import ImportState
from .forms import ChoicesForm, UploadForm
from .kinds import registry
from .models import Import
from .preview import page_of
from .reading import UnreadableFile

#: Seconds after which the page of an import that is under way looks again.
LOOK_AGAIN = 3


class KindFilter(admin.SimpleListFilter):
    """Kinds of files, as the registry knows them."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(kind.code, kind.label) for kind in registry.for_user(request.user)]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Import)
class ImportAdmin(ReadAdmin):
    """Sheets on their way into the portal: upload, preview, choices, confirmation, result, undo file."""

    list_display = ["file_name", "kind_name", "state", "by", "created_at", "rows_read", "failed"]
    list_filter = ["state", KindFilter]
    search_fields = ["file_name"]
    actions = None

    # --- Who ---

    def get_queryset(self, request):
        return Import.objects.visible_to(request.user).for_list()

    def has_module_permission(self, request):
        return bool(registry.for_user(request.user))

    def has_view_permission(self, request, obj=None):
        return obj is None or (obj.kind_of is not None and obj.kind_of.may(request.user))

    def has_add_permission(self, request):
        return self.has_module_permission(request)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, run):
        return run.kind_of.label if run.kind_of else run.kind

    # --- Pages ---

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path(f"<int:object_id>/{name}/", view(getattr(self, f"{name}_view")), name=f"imports_import_{name}")
            for name in ("confirm", "cancel", "reasons", "undo")
        ]
        own.append(path("blank/<slug:code>/", view(self.blank_view), name="imports_import_blank"))
        return own + super().get_urls()

    def _found(self, request, object_id, *states):
        run = self.get_queryset(request).filter(pk=object_id).first() if str(object_id).isdigit() else None
        if run is None or run.kind_of is None or (states and run.state not in states):
            raise Http404
        return run

    def _page(self, request, template, context, *, status=200):
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/imports/{template}.html", shared | context, status=status)

    def _back(self, run):
        return HttpResponseRedirect(reverse("admin:imports_import_change", args=[run.pk]))

    def add_view(self, request, form_url="", extra_context=None):
        """Upload: a kind and a file, which is looked into before it is kept."""
        kinds = registry.for_user(request.user)
        if not kinds:
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds)
        if request.method == "POST" and form.is_valid():
            try:
                run = workflow.upload(form.taken_kind(), form.cleaned_data["file"], by=request.user)
            except Refused as refused:
                form.add_error("file", refused.messages)
            else:
                return self._back(run)
        context = {"form": form, "kinds": kinds, "title": _("Bring a file")}
        return self._page(request, "upload", context, status=422 if form.errors else 200)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Progress, preview or result, whichever the import has reached."""
        run = self._found(request, object_id)
        context = {"run": run, "kind": run.kind_of, "title": run.file_name}
        if run.is_waiting:
            response = self._page(request, "progress", context)
            response["Refresh"] = str(LOOK_AGAIN)
            return response
        context |= page_of(run, request.GET.get("show"), request.GET.get("page"))
        if run.state == ImportState.READY:
            return self._page(request, "preview", context | {"form": ChoicesForm(run=run)})
        context |= {"lasting": exports.lasting(run), "has_undo": exports.has_undo(run)} if run.applied_at else {}
        return self._page(request, "result", context)

    def confirm_view(self, request, object_id):
        """Take the answers of the preview, and the confirmation of exactly the plan that was shown."""
        run = self._found(request, object_id)
        form = ChoicesForm(request.POST or None, run=run)
        if request.method != "POST" or not form.is_valid():
            return self._back(run)
        try:
            self._decide(request, run, form)
        except Refused as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
        return self._back(run)

    def _decide(self, request, run, form):
        if run.state == ImportState.READY and workflow.choose(run, form.options, by=request.user):
            self.message_user(request, _("The preview follows your choices now. Look at it, then confirm."))
        elif "confirm" in request.POST:
            workflow.confirm(run, form.cleaned_data["seen"], by=request.user)

    def cancel_view(self, request, object_id):
        """Let go of the import; its file and rows are removed."""
        run = self._found(request, object_id)
        if request.method == "POST":
            try:
                workflow.cancel(run, by=request.user)
            except Refused as refused:
                self.message_user(request, " ".join(refused.messages), messages.ERROR)
        return self._back(run)

    def blank_view(self, request, code):
        """An empty sheet of the kind with its header: nothing personal, so no reason is asked."""
        kind = registry.get(code)
        if kind is None or not kind.may(request.user):
            raise Http404
        return exports.blank(kind)

    def reasons_view(self, request, object_id):
        """The sheet as it came, with a column of reasons: all of it, or the faulty rows alone."""
        run = self._found(request, object_id)
        if not run.file:
            raise Http404
        only_faulty = "all" not in request.GET

        def table():
            return exports.with_reasons(run, only_faulty=only_faulty)

        return self._take_out(request, run, _("%(file)s with reasons"), table)

    def undo_view(self, request, object_id):
        """The sheet that brings back what stood before; imported like any other."""
        run = self._found(request, object_id, ImportState.APPLIED)
        return self._take_out(request, run, _("%(file)s undo"), lambda: (run.kind_of.header, exports.undo_rows(run)))

    def _take_out(self, request, run, name, table):
        """Ask for the reason of an export, log it and answer with the file (product rule 8)."""
        form = ExportForm(request.POST or None)
        title = name % {"file": run.file_name.rpartition(".")[0] or run.file_name}
        if request.method == "POST" and form.is_valid():
            asked = form.cleaned_data
            try:
                header, rows = table()
                log = {"import": run.pk, **request.GET.dict()}
                return export(
                    request.user, title, header, rows, kind=asked["kind"], reason=asked["reason"], filters=log
                )
            except UnreadableFile as refusal:
                form.add_error(None, str(refusal))
        context = {"form": form, "run": run, "title": title}
        return self._page(request, "export", context, status=422 if form.errors else 200)
