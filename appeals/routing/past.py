"""What was dispatched where, as cases to learn from: offices rather than units, for each district has its own."""

from django.db.models import Max

from appeals.enums import HandlingState
from appeals.models import Handling

#: So many past dispatches are learned from, the newest.
MOST_CASES = 20_000


def office(unit):
    """The unit's name without its district: 浦东新区商务委员会 and 黄浦区商务委员会 are both 商务委员会."""
    if unit.district_id is None:
        return unit.name
    district = unit.district.name
    short = district.removesuffix("新区").removesuffix("区")
    return unit.name.replace(district, "").replace(short, "") or unit.name


def dispatches():
    """``[(title, text, office, category code, at)]`` of lead units that kept their case, the oldest first."""
    kept = Handling.objects.filter(is_lead=True).exclude(state=HandlingState.RETURNED)
    newest = kept.values("appeal").annotate(last=Max("pk")).values("last")
    rows = Handling.objects.filter(pk__in=newest).select_related("appeal__category", "unit__district")
    found = sorted(rows.order_by("-assigned_at", "-pk")[:MOST_CASES], key=lambda row: (row.assigned_at, row.pk))
    return [
        (row.appeal.title, row.appeal.text, office(row.unit), getattr(row.appeal.category, "code", ""), row.assigned_at)
        for row in found
    ]
