"""Lists of cases, role by role: tabs, filters, saved views, export."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from portal.accounts.enums import Role
from portal.common.counting import PAGES, Count
from portal.common.exports import Sheet, export_page

from .. import exports, permissions, tabs
from ..filters import AppealFilter
from ..forms import SavedViewForm
from ..models import Appeal
from ..querysets import NEWEST
from ..tables import AppealTable
from .steps import allow

#: A saved view keeps the filter, not the page.
NOT_KEPT = ("page",)


@dataclass(frozen=True)
class View:
    """A tab or a saved view as ``ui/_views.html`` shows it."""

    label: str
    url: str
    count: Count | None = None
    current: bool = False
    pk: int | None = None


def _role(request):
    return getattr(request.acting, "role", None)


def _found(request):
    """The rows of the chosen tab under the filter: ``(tab, filter)``."""
    tab = tabs.chosen(_role(request), request.GET.get("view"))
    rows = Appeal.objects.visible_to(request.user).filter(tab.condition(request.user)).for_list()
    if tab.is_over:
        rows = rows.order_by(*NEWEST)  # no promise runs any more
    return tab, AppealFilter(request.GET, queryset=rows, role=_role(request), user=request.user)


@require_safe
def appeal_list(request):
    """The list of the acting role, the most urgent first."""
    tab, found = _found(request)
    desk = _role(request) == Role.DISPATCHER
    table = AppealTable(
        found.qs, reader=request.user, csrf_token=get_token(request) if desk else "", here=request.get_full_path(),
        exclude=() if desk else ("pick", "act"), empty_text=_empty(request, tab),
    )  # fmt: skip
    RequestConfig(request, paginate=PAGES).configure(table)
    query = _kept_query(request)
    context = {
        "tab": tab, "filter": found, "table": table, "views": _views(request, tab, query), "query": query,
        "bulk": desk, "may_start": permissions.can_start(request.user), "filtered": _filtered(request, found),
        "may_export": permissions.can_export(request.user), "saved": _saved(request, query),
    }  # fmt: skip
    return render(request, "appeals/list.html", context)


def _filtered(request, found):
    return any(request.GET.get(name) for name in found.filters)


def _empty(request, tab):
    if any(value for key, value in request.GET.items() if key not in ("view", "sort", "page")):
        return _("No appeal matches this filter.")
    return _("No appeal stands under “%(tab)s”.") % {"tab": tab.label}


def _kept_query(request):
    return urlencode([(key, value) for key, value in request.GET.items() if value and key not in NOT_KEPT])


def _views(request, tab, query):
    """The tabs with their numbers, then the person's saved views."""
    user, here = request.user, reverse("appeals:list")
    known = tabs.tabs_of(_role(request))
    numbers = tabs.bounded(Appeal.objects.visible_to(user), user, known)
    saved = [
        View(one.name, f"{here}?{one.query}", current=one.query == query and bool(query), pk=one.pk)
        for one in user.appeal_views.all()
    ]
    in_saved = any(view.current for view in saved)
    found = [
        View(one.label, f"{here}?view={one.name}", numbers.get(one.name), one == tab and not in_saved) for one in known
    ]
    return [*found, *saved]


def _saved(request, query):
    return request.user.appeal_views.filter(query=query).first() if query else None


# --- Saved views -----------------------------------------------------------------------------------------------------
def view_save(request):
    """Keep the present filter under a name; a view of the same name is replaced."""
    query = _safe_query(request.GET.urlencode())
    form = SavedViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.user.appeal_views.update_or_create(name=form.cleaned_data["name"], defaults={"query": query})
        messages.success(request, _("View kept: %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect(f"{reverse('appeals:list')}?{query}")
    context = {"form": form, "back": f"{reverse('appeals:list')}?{query}"}
    return render(request, "appeals/view_save.html", context, status=422 if form.errors else 200)


def _safe_query(query):
    pairs = [(key, value) for key, value in parse_qsl(query) if key not in NOT_KEPT]
    return urlencode(pairs)[: SavedViewForm.Meta.model._meta.get_field("query").max_length]


@require_POST
def view_delete(request, pk):
    """Forget one of one's own views."""
    view = get_object_or_404(request.user.appeal_views, pk=pk)
    view.delete()
    messages.success(request, _("View deleted: %(name)s") % {"name": view.name})
    return redirect("appeals:list")


# --- Export ----------------------------------------------------------------------------------------------------------
def export_list(request):
    """Take the rows of the list out: asks why, logs it, answers with the file."""
    allow(permissions.can_export(request.user))
    tab, found = _found(request)
    sheet = Sheet("list", tab.label, exports.header, exports.rows)
    back = f"{reverse('appeals:list')}?{request.GET.urlencode()}"
    return export_page(request, _("Appeals: %(tab)s") % {"tab": tab.label}, found.qs, [sheet], back=back)
