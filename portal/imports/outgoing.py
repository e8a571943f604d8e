"""Every kind of sheet can leave the portal in the columns in which it comes in, for whoever may bring it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common.exports import Sheet, export_page

from .kinds import registry


class Whole:
    """All rows of a kind, as an export counts and reads them."""

    def __init__(self, kind):
        self.kind = kind

    def count(self):
        return sum(1 for _line in self.kind.lines())


def _kinds(user):
    """The kinds that the person may take out; the roster leaves through the list of enterprises."""
    return [kind for kind in registry.for_user(user) if hasattr(kind, "lines")]


def sheet_list(request):
    """The tables that the person may take out, each in the columns of its import."""
    kinds = _kinds(request.user)
    if not kinds:
        raise PermissionDenied
    return render(request, "imports/sheets.html", {"kinds": kinds})


def sheet_export(request, code):
    """Take a whole table out: asks why, logs it, answers with the file."""
    kind = next((kind for kind in _kinds(request.user) if kind.code == code), None)
    if kind is None:
        raise Http404
    sheet = Sheet(kind.code, _("the import's columns"), lambda: kind.header, lambda whole: whole.kind.lines())
    return export_page(request, str(kind.label), Whole(kind), [sheet], back=reverse("imports:sheets"))
