"""How often the government reached an enterprise in a month (无事不扰): contacts, forms, surveys and pushes together.

What counts comes from the hook ``burden_entries``; here it is gathered, so that whoever plans another contact sees it.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from portal.common import hooks
from portal.common.workdays import SHANGHAI

#: How often an enterprise is reached in a month at most where no budget says otherwise. The number is ours.
BUDGET = 6


@dataclass
class Reached:
    """What reached one enterprise in a month; ``planned`` of the ``total`` are still to come."""

    enterprise_id: int
    kinds: Counter = field(default_factory=Counter)
    planned: int = 0
    budget: int = BUDGET

    @property
    def total(self):
        return sum(self.kinds.values())

    @property
    def is_over(self):
        """Whether it is more than the budget of the month."""
        return self.total > self.budget

    @property
    def is_full(self):
        """Whether one more would be more than the budget."""
        return self.total >= self.budget


def month(day=None):
    """The beginning of the month of ``day`` (default: today) and of the next one, in Shanghai's time."""
    first = (day or timezone.localdate()).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return tuple(datetime.combine(one, time(), SHANGHAI) for one in (first, following))


def month_named(text):
    """The first day of the month written as 2026-11; this month for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def entries(enterprise_ids, day=None):
    """What reached these enterprises in the month of ``day``, the latest first; one question to each provider."""
    found = hooks.burden_entries(list(enterprise_ids), *month(day)) if enterprise_ids else []
    return sorted(found, key=lambda one: one.at, reverse=True)


def reached(enterprise_ids, day=None, budgets=None):
    """``{enterprise id: Reached}`` in the month of ``day``; ``budgets`` gives ``{enterprise id: times a month}``."""
    found = {pk: Reached(pk, budget=(budgets or {}).get(pk, BUDGET)) for pk in enterprise_ids}
    for one in entries(list(found), day):
        found[one.enterprise_id].kinds[one.kind] += 1
        found[one.enterprise_id].planned += one.is_planned
    return found
