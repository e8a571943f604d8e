"""Who has not finished a required course: within the unit, the district, the city."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from portal.common.counting import PAGES
from portal.common.exports import export_page

from .. import exports, permissions
from ..coverage import figures, learners, of_course
from ..filters import ProgressFilter
from ..tables import ProgressTable
from .courses import allow


def _found(request):
    """Return the figures of all required courses, the chosen one, and the filter of its people."""
    allow(permissions.can_see_progress(request.user))
    counted = figures(request.user)
    wanted = request.GET.get("course", "")
    chosen = next((one.course for one in counted if str(one.course.pk) == wanted), None)
    chosen = chosen or (counted[0].course if counted else None)
    if chosen is None:
        return counted, None, None
    rows = of_course(learners(request.user), chosen).select_related("user", "unit__district")
    courses = [one.course for one in counted]
    data = request.GET.copy()
    data["course"] = str(chosen.pk)
    people = rows.order_by("unit__name", "user__name", "pk")
    return counted, chosen, ProgressFilter(data, queryset=people, course=chosen, courses=courses)


@require_safe
def progress(request):
    """The required courses with their shares, and the people of the chosen one."""
    counted, chosen, found = _found(request)
    context = {"figures": counted, "chosen": chosen, "filter": found, "query": request.GET.urlencode(),
               "may_export": permissions.can_export_progress(request.user)}  # fmt: skip
    if found:
        table = ProgressTable(found.qs, course=chosen)
        RequestConfig(request, paginate=PAGES).configure(table)
        context["table"] = table
    return render(request, "training/progress.html", context)


def progress_export(request):
    """Take the rows out: asks why, logs it, answers with the file."""
    allow(permissions.can_export_progress(request.user))
    _counted, chosen, found = _found(request)
    if found is None:
        raise Http404
    back = f"{reverse('training:progress')}?{request.GET.urlencode()}"
    return export_page(request, _("Training"), found.qs, [exports.sheet(chosen)], back=back)
