"""A page of the admin that shows what stands before a step happens, and takes the step once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from portal.common.workflow import Refused


class AskingAdmin:
    """Mixed into an admin; ``ask`` is the body of such a page's view."""

    def found(self, request, object_id):
        """The row, 404 without it, 403 for whoever may not change it."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        return row

    def ask(self, request, row, form, page):
        """Answer the page: what ``form`` asks beside each holding; None once the step was taken.

        ``page`` holds title, button, intro and ``holdings``; a refusal stands in the form, with everything typed.
        """
        if request.method == "POST" and form.is_valid():
            try:
                taken = form.save(by=request.user)
            except Refused as refused:
                form.add_error(None, refused.messages)
            else:
                self.message_user(request, page["done"] + summary(taken), messages.SUCCESS)
                return None
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "original": row, "form": form, **page,
            "rows": form.rows() if hasattr(form, "rows") else [(holding, None) for holding in page["holdings"]],
            "below": [form[name] for name in ("into", "reason") if name in form.fields],
            "merging": "into" in form.fields,
        }  # fmt: skip
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/accounts/holdings.html", context, status=status)


def summary(taken):
    """What moved or ended, with its numbers: "Enterprises 12, open cases 3"."""
    if not taken:
        return ""
    return " " + _(", ").join(f"{holding.label} {holding.count}" for holding in taken)
