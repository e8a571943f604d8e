"""Statistical size classes of enterprises: large, medium, small, micro (国统字〔2017〕213号)."""

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

from .enums import Size

TABLE = Path(__file__).parent / "data" / "sme_size_2017.csv"
METRICS = ("employees", "revenue", "assets")
_RANKS = (Size.LARGE, Size.MEDIUM, Size.SMALL, Size.MICRO)


@cache
def limits():
    """Return ``{code beginning: {metric: (large, medium, small)}}``: the least figure for each class."""
    found = {}
    with TABLE.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            floors = tuple(Decimal(line[name]) for name in ("large", "medium", "small"))
            for code in line["codes"].split():
                found.setdefault(code, {})[line["metric"]] = floors
    return found


def limits_for(industry_code):
    """Return the limits that hold for a GB/T 4754 code (``C2651``), or an empty dict where the rules name none.

    A code that is too coarse to decide (``G59`` is partly transport and partly storage) has none either.
    """
    table = limits()
    for end in range(len(industry_code), 0, -1):
        if rules := table.get(industry_code[:end]):
            return rules
    return {}


def size_of(industry_code, employees=None, revenue=None, assets=None):
    """Return the size class, or ``""`` when the industry has no rule or a figure that it needs is missing.

    ``employees`` in persons, ``revenue`` and ``assets`` in 万元. An enterprise belongs to a class when every figure
    reaches the floor of that class; otherwise it falls one class lower, so the weakest figure decides.
    """
    given = dict(zip(METRICS, (employees, revenue, assets), strict=True))
    rules = limits_for(industry_code or "")
    if not rules or any(given[metric] is None for metric in rules):
        return ""
    return _RANKS[max(_rank(given[metric], floors) for metric, floors in rules.items())]


def _rank(figure, floors):
    return next((rank for rank, floor in enumerate(floors) if figure >= floor), len(floors))
