"""Research visits and the burden ledger as they leave the portal: a row for each stop, for each enterprise."""

from itertools import islice

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from stewards.burden import reached
from stewards.enums import BurdenKind

from .burden import budgets

CHUNK = 2000
#: So many enterprises are counted at a time.
TOGETHER = 500


def stop_header():
    return [
        _("day"), _("begins"), _("ends"), _("leader"), _("purpose"), _("state"), _("enterprise"),
        _("unified social credit code"), _("when"), _("stop"), _("follow-ups"), _("revisit by"), _("revisit on"),
    ]  # fmt: skip


def stop_rows(stops):
    """One row per stop, in the order of the research visits; instants in Shanghai's time."""
    rows = stops.select_related("research_visit__leader", "enterprise", "revisit")
    rows = rows.annotate(promised=Count("visit__follow_ups")).order_by("-research_visit__starts_at", "at", "pk")
    for one in rows.iterator(CHUNK):
        plan = one.research_visit
        starts, ends, at = (timezone.localtime(moment) for moment in (plan.starts_at, plan.ends_at, one.at))
        returned = timezone.localdate(one.revisit.happened_at).isoformat() if one.revisit else ""
        yield [
            starts.date().isoformat(), f"{starts:%H:%M}", f"{ends:%H:%M}", plan.led_by, plan.purpose,
            plan.get_state_display(), one.enterprise.name, one.enterprise.uscc, f"{at:%H:%M}",
            one.get_state_display(), one.promised, one.revisit_on.isoformat() if one.revisit_on else "", returned,
        ]  # fmt: skip


def burden_header():
    return [
        _("enterprise"), _("unified social credit code"), _("month"), *(kind.label for kind in BurdenKind),
        _("in all"), _("planned"), _("budget"), _("over the budget"),
    ]  # fmt: skip


def burden_rows(enterprises, day):
    """One row per enterprise; a question to each provider for every :data:`TOGETHER` enterprises."""
    firms = enterprises.iterator(CHUNK)
    while some := list(islice(firms, TOGETHER)):
        counts = reached([one.pk for one in some], day, budgets(some))
        for one in some:
            found = counts[one.pk]
            kinds = [found.kinds[kind] for kind in BurdenKind]
            over = _("yes") if found.is_over else _("no")
            yield [one.name, one.uscc, f"{day:%Y-%m}", *kinds, found.total, found.planned, found.budget, over]
