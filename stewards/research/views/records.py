"""What came of a stop: the record with its promises, and the revisit afterwards."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.workflow import Refused
from stewards.models import Visit

from .. import permissions, workflow
from ..forms import Promises, RecordForm, RevisitForm
from ..models import ResearchStop


def _stop(request, pk, stop_pk):
    """A stop of one's own enterprises: 404 for who may not see the plan, 403 for who does not serve the enterprise."""
    rows = ResearchStop.objects.visible_to(request.user).for_list()
    stop = get_object_or_404(rows, pk=stop_pk, research_visit=pk)
    if not permissions.can_record(request.user, stop):
        raise PermissionDenied
    return stop


def stop_record(request, pk, stop_pk):
    """Write down what was heard and promised; the same page sent again is the same record."""
    stop = _stop(request, pk, stop_pk)
    first = {"happened_at": timezone.localtime(stop.at), "client_id": uuid.uuid4(),
             "people": "、".join([stop.research_visit.led_by, request.user.name])}  # fmt: skip
    form, promises = RecordForm(request.POST or None, initial=first), Promises(request.POST or None)
    if request.method == "POST" and form.is_valid() & promises.is_valid():
        pairs = [(row["text"], row["due_on"]) for row in promises.cleaned_data if row.get("text")]
        try:
            workflow.record(stop, by=request.user, follow_ups=pairs, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("The stop is recorded. You can correct the record for 24 hours."))
            return redirect(stop.research_visit)
    context = {"research": stop.research_visit, "stop": stop, "form": form, "promises": promises}
    wrong = form.errors or promises.total_error_count()
    return render(request, "research/record.html", context, status=422 if wrong else 200)


def stop_revisit(request, pk, stop_pk):
    """Say which later visit was the revisit."""
    stop = _stop(request, pk, stop_pk)
    after = stop.visit.happened_at if stop.visit else timezone.now()
    visits = Visit.objects.visible_to(request.user).filter(enterprise=stop.enterprise_id, happened_at__gt=after)
    form = RevisitForm(request.POST or None, visits=visits.for_list())
    if request.method == "POST" and form.is_valid():
        try:
            workflow.link_revisit(stop, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("The revisit is linked."))
            return redirect(stop.research_visit)
    context = {"research": stop.research_visit, "stop": stop, "form": form, "title": _("Link the revisit"),
               "go": _("This was the revisit")}  # fmt: skip
    return render(request, "research/step.html", context, status=422 if form.errors else 200)
