"""What past dispatches teach is learned at night, in the worker: this module brings scikit-learn with it."""

from datetime import timedelta

from django.utils import timezone

from .enums import Learns
from .learning import features
from .models import Learned
from .past import dispatches
from .teaching import TooFew, learn_from, measure_from

#: Below so many cases nothing is learned: rules and the enterprise's own word are better.
FEWEST = 50
#: What was learned is good for so long; the bell rings more often, so that a new portal need not wait.
AGAIN_AFTER = timedelta(hours=6)
#: The share of the cases, the earliest, that is learned from to measure how good it is on the rest.
EARLIER = 0.7


def learn_from_past():
    """Learn both models anew from past dispatches, some hours after the last time; return how many were learned."""
    if Learned.objects.filter(made_at__gt=timezone.now() - AGAIN_AFTER).exists():
        return 0
    cases = [(features(title, text), office, category) for title, text, office, category, _at in dispatches()]
    return sum(
        _learn(kind, [(row[0], row[place]) for row in cases if row[place]])
        for kind, place in ((Learns.OFFICE, 1), (Learns.CATEGORY, 2))
    )


def _learn(kind, counted):
    if len(counted) < FEWEST:
        return 0
    cut = round(len(counted) * EARLIER)
    try:
        top1 = measure_from(counted[:cut], counted[cut:]).top1
        data = learn_from(counted).to_bytes()
    except TooFew:
        return 0
    values = {"data": data, "cases": len(counted), "top1": top1, "made_at": timezone.now()}
    Learned.objects.update_or_create(kind=kind, defaults=values)
    return 1
