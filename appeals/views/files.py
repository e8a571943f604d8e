"""Files of a case: checked when they came, handed out as attachments that no browser runs."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.checked_files import hand_out

from .. import permissions, timeline
from ..attachments import remove
from ..models import Appeal
from .steps import allow, at_once, fetch


@require_safe
def file(request, number, pk):
    """One file of a visible case."""
    return _handed_out(request, fetch(request, number), pk)


@require_safe
def draft_file(request, pk, file):
    """One file of a draft, for whoever writes it."""
    return _handed_out(request, _draft(request, pk), file)


def _draft(request, pk):
    return get_object_or_404(Appeal.objects.visible_to(request.user).for_case(), pk=pk, number=None)


def _handed_out(request, appeal, pk):
    readable = timeline.files_of(appeal, timeline.reads_inside(request.user, appeal))
    attachment = next((row for row, _file in readable if row.pk == pk), None)
    if attachment is None:
        raise Http404
    return hand_out(attachment)


@require_POST
def draft_file_remove(request, pk, file):
    """Take a file off a draft."""
    appeal = _draft(request, pk)
    allow(permissions.can_edit_draft(request.user, appeal))
    attachment = next((row for row, _file in timeline.files_of(appeal) if row.pk == file), None)
    if attachment is None:
        return redirect("appeals:draft", appeal.pk, "files")
    return at_once(
        request, lambda: remove(attachment, by=request.user), done=_("Removed: %(name)s") % {"name": attachment.name},
        to=f"{appeal.get_absolute_url()}files/",
    )  # fmt: skip
