"""What a rule would have meant: the past cases that it fits, and where they went."""

from dataclasses import dataclass

from django.db.models import Count, Q

from appeals.enums import HandlingState
from appeals.models import Handling
from portal.accounts.models import Unit

from .past import MOST_CASES

#: So many units and so many cases are shown.
UNITS, CASES = 3, 5


@dataclass(frozen=True)
class Tried:
    """``fits`` of the newest ``of`` dispatches that were kept; ``units`` as ``[(unit, number)]``, the most first."""

    of: int
    fits: int
    units: list
    cases: list


def tried(user, *, category=None, words="", district=None):
    """Try a rule on the newest dispatches that this person may see."""
    kept = Handling.objects.visible_to(user).filter(is_lead=True).exclude(state=HandlingState.RETURNED)
    newest = Handling.objects.filter(pk__in=kept.order_by("-assigned_at", "-pk").values("pk")[:MOST_CASES])
    fitting = newest.filter(_fits(category, words, district))
    counted = list(fitting.values_list("unit").annotate(n=Count("pk")).order_by("-n", "unit"))
    names = Unit.objects.in_bulk([unit for unit, _number in counted[:UNITS]])
    cases = fitting.select_related("appeal", "unit").order_by("-assigned_at", "-pk")[:CASES]
    return Tried(
        of=newest.count(), fits=sum(number for _unit, number in counted),
        units=[(names[unit], number) for unit, number in counted[:UNITS]], cases=list(cases),
    )  # fmt: skip


def _fits(category, words, district):
    """The same as :meth:`.models.RoutingRule.fits` and ``for_case`` together, as a condition."""
    found = Q()
    if category:
        found &= Q(appeal__category=category) | Q(appeal__category__parent=category)
    if district:
        found &= Q(appeal__enterprise__service_district=district)
    said = Q()
    for word in words.split():
        said |= Q(appeal__title__contains=word) | Q(appeal__text__contains=word)
    return found & said
