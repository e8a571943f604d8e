"""What goes over with an enterprise to its next steward: the last visits, and what was promised in them (art. 10)."""

from datetime import datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common import hooks, workdays
from portal.common.hooks import HandoverItem

from .models import FollowUp, Visit

#: How many visits of each enterprise go over.
LAST = 3


@hooks.handover_items.register
def last_visits(user, enterprise_ids):
    """The last visits of each enterprise, in one query."""
    number = Window(RowNumber(), partition_by="enterprise", order_by=[F("happened_at").desc(), F("pk").desc()])
    rows = Visit.objects.visible_to(user).filter(enterprise__in=enterprise_ids).annotate(number=number)
    rows = rows.filter(number__lte=LAST).select_related("author").order_by("enterprise", "number")
    return [
        HandoverItem(
            row.enterprise_id, _("visit"), f"{row.get_mode_display()} · {row.author}",
            reverse("stewards:visit", args=[row.pk]), happened_at=row.happened_at,
        )
        for row in rows
    ]  # fmt: skip


@hooks.handover_items.register
def open_follow_ups(user, enterprise_ids):
    """What was promised in visits and is not done yet, in one query."""
    rows = FollowUp.objects.visible_to(user).open().filter(visit__enterprise__in=enterprise_ids)
    return [
        HandoverItem(
            row.visit.enterprise_id, _("follow-up"), row.text, reverse("stewards:visit", args=[row.visit_id]),
            due_at=datetime.combine(row.due_on, workdays.WORK_ENDS, workdays.SHANGHAI),
        )
        for row in rows.select_related("visit").order_by("due_on", "pk")
    ]  # fmt: skip
