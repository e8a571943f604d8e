"""Counts that stay cheap whatever the table holds: beyond a bound nobody reads the exact number.

A bounded count reads at most ``bound`` rows plus one; what is more says so ("10,000+").
"""

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import connections
from django.utils.functional import cached_property

#: Rows that a list counts; more of them are found by the filter, not by turning pages.
MOST = 10_000
#: Rows that the number on a tab counts.
ON_A_TAB = 1_000


@dataclass(frozen=True)
class Count:
    """A number of rows, exact up to its bound; beyond it the bound with a plus."""

    number: int
    is_more: bool = False

    def __str__(self):
        return f"{self.number:,}+" if self.is_more else f"{self.number:,}"

    def __bool__(self):
        return bool(self.number)


def bounded_counts(querysets, bound=ON_A_TAB):
    """Count several query sets of one database in one query: ``{name: Count}`` for ``{name: queryset}``."""
    if not querysets:
        return {}
    parts, params = [], []
    for queryset in querysets.values():
        try:
            sql, values = queryset.order_by().values("pk")[: bound + 1].query.sql_with_params()
        except EmptyResultSet:  # a condition that nothing can meet
            sql, values = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS bounded)")  # noqa: S608 -- Django's own SQL, values apart
        params += values
    database = next(iter(querysets.values())).db
    with connections[database].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        numbers = cursor.fetchone()
    return {name: Count(min(number, bound), number > bound) for name, number in zip(querysets, numbers, strict=True)}


class BoundedPaginator(Paginator):
    """Pages of a list that never counts more than :data:`MOST` rows; ``is_more`` says that there are more."""

    @cached_property
    def _bounded(self):
        rows = self.object_list
        while not hasattr(rows, "query") and hasattr(rows, "data"):  # a table wraps its rows twice
            rows = rows.data
        if not hasattr(rows, "query"):
            return Count(len(rows))
        number = rows.order_by().values("pk")[: MOST + 1].count()
        return Count(min(number, MOST), number > MOST)

    @cached_property
    def count(self):
        return self._bounded.number

    @property
    def is_more(self):
        return self._bounded.is_more


#: How ``RequestConfig`` pages every list.
PAGES = {"per_page": 25, "silent": True, "paginator_class": BoundedPaginator}
