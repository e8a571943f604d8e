"""The benchmark: what it counts, what it calls too much, and the whole command on a small city."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from portal.cockpit.bench import loops, report
from portal.cockpit.bench.measuring import Figures, at
from portal.cockpit.bench.pages import PAGES

KEYS = {"name", "kind", "queries", "p50_ms", "p95_ms", "db_ms", "bytes"}


def figures(name="a list", kind="list", queries=12, p95=20.0, database=15.0):
    return Figures(name, kind, queries, p95 / 2, p95, database, 1000)


FLOORS = {"blank": figures("blank", "floor", 3, 5.0), "table": figures("table", "floor", 3, 10.0)}


@pytest.mark.parametrize(
    ("share", "value"), [(0.5, 10), (0.95, 19), (1.0, 20), (0.01, 1)], ids=["median", "p95", "most", "least"]
)
def test_a_percentile_is_one_of_the_values(share, value):
    assert at(list(range(20, 0, -1)), share) == value


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (figures(), []),
        (figures(queries=13), ["queries"]),
        (figures(database=15.1), ["database"]),
        (figures(p95=20.1), ["2.0 × table"]),
        (figures(kind="detail", queries=20, p95=30.0, database=99.0), []),
        (figures(kind="form", queries=21, p95=31.0), ["queries", "6.2 × blank"]),
        (figures("blank", "floor", 3), []),
        (figures("blank", "floor", 4), ["queries"]),
        (figures("empty", "floor", 0), []),
    ],
)
def test_what_lies_beyond_its_bounds_is_named(row, found):
    assert report.beyond(row, FLOORS) == found


def test_every_page_has_a_name_of_its_own():
    names = [page.name for page in PAGES]
    assert len(names) == len(set(names))
    assert {"empty", "blank", "table"} <= set(names)


def assert_loops(found):
    """Requests of whole cases were answered, and nothing but 503 with Retry-After went wrong; how fast is no test."""
    assert set(found) == {"rate_per_s", "p95_ms", "errors", "doubled", "back_after_s"}
    assert found["errors"] in (0, None)
    assert found["doubled"]["answered"] > 0
    assert found["doubled"]["other_errors"] == []


@pytest.mark.drill
def test_the_command_measures_a_small_city_and_its_pages_ask_few_questions():
    size = [
        "--enterprises",
        "120",
        "--stewards",
        "12",
        "--appeals",
        "80",
        "--rounds",
        "1",
        "--rows",
        "400",
        "--overdue",
        "300",
        "--loops",
        "1",
    ]
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", "--json", *size],
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert all(set(row) == KEYS for row in found["pages"])
    too_many = [row["name"] for row in found["pages"] if row["queries"] > 3 and row["name"] == "blank"]
    too_many += [row["name"] for row in found["pages"] if row["kind"] == "list" and row["queries"] > 12]
    too_many += [row["name"] for row in found["pages"] if row["kind"] in ("detail", "form") and row["queries"] > 20]
    assert not too_many
    assert_loops(found["loops"])
    rows = {job["name"]: job["rows"] for job in found["jobs"]}
    assert rows["seed_city"] == rows["import_roster"] == 120
    assert (rows["sweep"], rows["digest"], rows["grow to 400"]) == (1000, 12, 400)
    assert rows["grow visits to 400"] == 400
    assert rows["escalate: raise"] == 300 <= rows["escalate: climb"]
    assert rows["escalate: raise again"] == rows["escalate: climb again"] == 0
    assert {f"{page.name} @400" for page in PAGES if page.kind == "list"} <= {row["name"] for row in found["pages"]}


@pytest.mark.parametrize(
    ("address", "apart"),
    [
        ("redis+socket:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=15"),
        ("redis://:geheim@redis:6379/0", "redis://:geheim@redis:6379/15"),
        ("redis://redis:6379", "redis://redis:6379/15"),
    ],
)
def test_the_portal_that_is_measured_rings_nobody_elses_workers(address, apart):
    assert loops.apart(address) == apart
