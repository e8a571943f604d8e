"""What is suggested, with its reason, and never applied by itself: the unit at dispatch, the category while writing."""

from dataclasses import dataclass, field

from django.db.models import Q

from appeals.models import Category
from portal.accounts.models import Unit

from .enums import Learns
from .learning import Model, is_clear
from .models import Learned, RoutingRule
from .past import office

#: So many units are suggested at most.
MOST = 3


@dataclass(frozen=True)
class Suggestion:
    """A unit, how sure the portal is (0 to 1, None for a rule), the words that spoke for it, and the rule if any."""

    unit: Unit
    certainty: float | None = None
    words: tuple = ()
    rule: RoutingRule | None = None


@dataclass
class _Kept:
    """The models that this process has read, by when they were learned."""

    models: dict = field(default_factory=dict)


_kept = _Kept()


def learned(kind):
    """The newest model of a kind, read once a process, or None while nothing has been learned."""
    made_at = Learned.objects.filter(kind=kind).values_list("made_at", flat=True).first()
    if made_at is None:
        return None
    if _kept.models.get(kind, (None,))[0] != made_at:
        data = bytes(Learned.objects.values_list("data", flat=True).get(kind=kind))
        _kept.models[kind] = (made_at, Model.from_bytes(data))
    return _kept.models[kind][1]


def units_for(appeal):
    """``(suggestions, clear)``: rules first, then what past dispatches say, of units open to this enterprise."""
    found = {}
    for rule in RoutingRule.objects.for_case(appeal):
        if rule.fits(appeal.title, appeal.text) and (unit := rule.unit.successor):
            words = tuple(rule.found_in(appeal.title, appeal.text))
            found.setdefault(unit.pk, Suggestion(unit, words=words, rule=rule))
    by_rule, model = bool(found), learned(Learns.OFFICE)
    guesses = model.guess(appeal.title, appeal.text, most=6) if model else []
    offices = _offices(appeal) if guesses else {}
    for guess in guesses:
        if unit := offices.get(guess.label):
            found.setdefault(unit.pk, Suggestion(unit, guess.certainty, guess.words))
    return list(found.values())[:MOST], by_rule or is_clear(guesses)


def _offices(appeal):
    """``{office: unit}`` of the enterprise's service district and of the city; the district's own goes first."""
    district = appeal.enterprise.service_district_id
    units = Unit.objects.handling().filter(Q(district=None) | Q(district=district)).select_related("district")
    ordered = sorted(units, key=lambda unit: (unit.district_id is not None, -unit.pk))
    return {office(unit): unit for unit in ordered}


def category_for(title, text):
    """The category that the words speak of, when they do so clearly; else None."""
    model = learned(Learns.CATEGORY)
    guesses = model.guess(title, text) if model else []
    if not guesses or not is_clear(guesses):
        return None
    return Category.objects.filter(code=guesses[0].label, is_active=True).first()
