"""Runs the benchmark and holds it against its bounds."""

from dataclasses import dataclass, field
from itertools import chain
from time import perf_counter

from django.utils import timezone

from enterprises.models import Enterprise
from portal.cockpit.demo.city import City, Size

from . import escalation, growth, jobs
from . import loops as full_loops
from .jobs import Job
from .measuring import Visitors, ask, measure
from .pages import FLOORS, LISTS, PAGES

#: The demo city of the benchmark is always the same.
SEED = 7
#: Bounds by kind: most queries, most milliseconds in the database (None: no bound), which floor and how many times it.
BOUNDS = {
    "list": (12, 15.0, "table", 2),
    "detail": (20, None, "blank", 6),
    "form": (20, None, "blank", 6),
    "board": (20, None, "blank", 6),
    "day": (15, None, "table", 3),
}


#: Cases of the city in a year; a database of more is grown out of this one, and measured at both.
CITY_CASES = 7_393
#: How many times its value at :data:`CITY_CASES` a list, a search or one case may take in the grown database (p95).
FLAT = 1.5


@dataclass
class Report:
    """What was measured: :class:`measuring.Figures` of pages, :class:`jobs.Job` rows.

    ``ratios`` are ``[(page, how many times its p95 in the city)]`` of a grown database.
    """

    pages: list = field(default_factory=list)
    jobs: list = field(default_factory=list)
    ratios: list = field(default_factory=list)
    loops: full_loops.Loops | None = None

    def as_json(self):
        return {
            "pages": [row.as_json() for row in self.pages], "jobs": [row.as_json() for row in self.jobs],
            "ratios": dict(self.ratios), "loops": self.loops and self.loops.as_json(),
        }  # fmt: skip

    def as_text(self):
        lines = [f"{'page':40} {'kind':7} {'queries':>7} {'p50 ms':>8} {'p95 ms':>8} {'db ms':>8} {'bytes':>8}  beyond"]
        floors = {row.name: row for row in self.pages if row.kind == "floor"}
        lines += [_line(row, beyond(row, floors)) for row in self.pages]
        lines += [f"{row.name:40} {row.seconds:8.1f} s {row.rows:9,} rows" for row in self.jobs]
        boards = {row.name.partition(" @")[0] for row in self.pages if row.kind == "board"}
        for name, ratio in self.ratios:
            verdict = "counts every case" if name in boards else "flat" if ratio <= FLAT else "beyond"
            lines.append(f"{name:40} {ratio:8.2f} ×  {verdict}")
        lines += self.loops.as_lines() if self.loops else []
        return "\n".join(lines)


def _line(row, over):
    figures = f"{row.queries:7} {row.p50_ms:8.1f} {row.p95_ms:8.1f} {row.db_ms:8.1f} {row.bytes:8}"
    return f"{row.name:40} {row.kind:7} {figures}  {', '.join(over)}".rstrip()


def beyond(figures, floors):
    """Return what of a page lies beyond its bounds, as words."""
    bounds = BOUNDS.get(figures.kind)
    if bounds is None:
        return ["queries"] if figures.name == "blank" and figures.queries > 3 else []
    queries, database, floor, times = bounds
    found = ["queries"] if figures.queries > queries else []
    if database is not None and figures.db_ms > database:
        found.append("database")
    if floor in floors and figures.p95_ms > times * floors[floor].p95_ms:
        found.append(f"{figures.p95_ms / floors[floor].p95_ms:.1f} × {floor}")
    return found


def run(*, enterprises, stewards, appeals, overdue, rounds, rows, pages, loops, say, **_options):
    """Build the city if it is not there, measure, and return a :class:`Report`; ``say`` takes lines of progress."""
    report = Report()
    _stand(report, Size(enterprises, stewards, appeals), say)
    chosen = [page for page in PAGES if page in FLOORS or pages in page.name]
    _measure(chosen, report, rounds, say)
    if not pages:
        for job in chain(jobs.run(enterprises, stewards), escalation.run(overdue)):
            report.jobs.append(job)
            say(f"{job.name}, {job.seconds:.1f} s")
    if rows:
        lists = [page for page in LISTS if pages in page.name]
        growing = {"appeals": growth.grow_to, "visits": growth.grow_visits_to}
        report.jobs += [grow(rows) for what, grow in growing.items() if any(what in page.name for page in lists)]
        _measure(lists, report, rounds, say, suffix=f" @{rows}")
    if loops and not pages:
        report.loops = full_loops.run(loops, say)
    return report


def run_grown(*, enterprises, stewards, appeals, rounds, pages, loops, say, **_options):
    """Measure the pages of appeals in the city and at ``appeals`` cases, and hold one against the other.

    The database is kept: the figures of the city stand in it, so the next run measures the grown one at once.
    """
    report = Report()
    chosen = [page for page in PAGES if "appeal" in page.name and pages in page.name]
    if (base := growth.kept_figures()) is None:
        _stand(report, Size(enterprises, stewards, CITY_CASES), say)
        _measure(chosen, report, rounds, say)
        base = {row.name: row.p95_ms for row in report.pages}
        report.jobs.append(growth.grow_to(appeals))
        growth.keep_figures(base)
        say(f"{report.jobs[-1].name}, {report.jobs[-1].seconds:.1f} s")
    _measure(chosen, report, rounds, say, suffix=f" @{appeals}")
    grown = {row.name.partition(" @")[0]: row.p95_ms for row in report.pages if " @" in row.name}
    report.ratios = [(name, grown[name] / base[name]) for name in grown if name in base]
    if loops and not pages:
        report.loops = full_loops.run(loops, say)
    return report


def _stand(report, size, say):
    """Build the city where there is none."""
    if Enterprise.objects.exists():
        return
    began = perf_counter()
    City(size, SEED, timezone.now()).build()
    jobs.vacuum()
    report.jobs.append(Job("seed_city", perf_counter() - began, size.enterprises))
    say(f"the city stands, {report.jobs[-1].seconds:.1f} s")


def _measure(pages, report, rounds, say, suffix=""):
    visitors = Visitors()
    addresses = [(page, page.address()) for page in pages]
    for page, address in addresses:  # a page that cannot be measured is told at once, not after minutes
        ask(visitors[page.visitor], address, page.name)
    for page, address in addresses:
        report.pages.append(measure(page, address, visitors, rounds, suffix))
        say(f"{report.pages[-1].name}, {report.pages[-1].p50_ms:.1f} ms")
