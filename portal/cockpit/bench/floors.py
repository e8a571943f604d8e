"""The floors: what a page costs before it says anything. They use the frame and the table that every page uses."""

from django.shortcuts import render
from django.urls import include, path
from django_tables2 import Column, RequestConfig, Table

from portal.common.counting import PAGES

COLUMNS, ROWS = 8, 25


class ConstantTable(Table):
    """25 rows of 8 constants, with the table template of all lists."""

    caption = "Constants"


for _number in range(1, COLUMNS + 1):
    ConstantTable.base_columns[f"c{_number}"] = Column(verbose_name=f"Column {_number}")


def blank(request):
    """``base.html`` with the navigation, the inbox and the roles of whoever is signed in, and nothing else."""
    return render(request, "cockpit/bench.html")


def table(request):
    """The blank page plus one table of constants: no row of it comes from the database."""
    row = {f"c{number}": f"{number:06d}" for number in range(1, COLUMNS + 1)}
    rows = ConstantTable([row] * ROWS)
    RequestConfig(request, paginate=PAGES).configure(rows)
    return render(request, "cockpit/bench.html", {"table": rows})


#: The portal's addresses and those of the floors; in force only while the benchmark runs.
urlpatterns = [
    path("bench/blank/", blank, name="bench_blank"),
    path("bench/table/", table, name="bench_table"),
    path("", include("portal.urls")),
]
