"""What past dispatches teach is learned at night, in the worker: this module brings scikit-learn with it."""

from django.utils import timezone

from .enums import Learns
from .models import Learned
from .past import dispatches
from .teaching import TooFew, learn, measure

#: Below so many cases nothing is learned: rules and the enterprise's own word are better.
FEWEST = 50
#: The share of the cases, the earliest, that is learned from to measure how good it is on the rest.
EARLIER = 0.7


def learn_from_past():
    """Learn both models anew from past dispatches; return how many were learned."""
    cases = dispatches()
    return sum(
        _learn(kind, [(row[0], row[1], row[place]) for row in cases if row[place]])
        for kind, place in ((Learns.OFFICE, 2), (Learns.CATEGORY, 3))
    )


def _learn(kind, cases):
    if len(cases) < FEWEST:
        return 0
    cut = round(len(cases) * EARLIER)
    try:
        top1 = measure(cases[:cut], cases[cut:]).top1
        data = learn(cases).to_bytes()
    except TooFew:
        return 0
    values = {"data": data, "cases": len(cases), "top1": top1, "made_at": timezone.now()}
    Learned.objects.update_or_create(kind=kind, defaults=values)
    return 1
