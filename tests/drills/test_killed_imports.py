"""``kill -9`` of the worker while a file is read and while it is applied, and a roster of the city's size."""

from contextlib import contextmanager
from time import process_time

import psutil
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from enterprises.models import Enterprise
from portal.imports import workflow
from portal.imports.models import Import
from stewards.models import Assignment
from stewards.roster.kind import ROSTER
from stewards.roster.staging import import_roster
from tests import world as worlds
from tests.plugins.machines import until
from tests.stewards.rosters import entry, lines, write_xlsx

SMALL_POOL = ("--concurrency", "1")
#: A machine that tests is loaded; what is measured is processor time and memory, not the clock on the wall.
LONG = 600
CITY = 34_000
MOST_MEGABYTES = 600
MOST_SECONDS_READ, MOST_SECONDS_APPLY, MOST_SECONDS_DRY = 25, 60, 15  # of the processor


@pytest.fixture
def admin(transactional_db):
    person = worlds.person(role="admin")
    person.is_staff = person.is_superuser = True
    person.save()
    return person


@pytest.fixture
def bring(crew, settings, tmp_path, admin):
    """Upload a roster of ``count`` rows for the worker of the drill."""
    settings.MEDIA_ROOT = tmp_path / "var" / "media"

    def upload(count):
        path = write_xlsx(tmp_path / "roster.xlsx", lines([entry(number) for number in range(count)]))
        file = SimpleUploadedFile("名单.xlsx", path.read_bytes())
        return workflow.upload(ROSTER, file, by=admin)

    return upload


def is_in(run, state):
    return Import.objects.get(pk=run.pk).state == state


@contextmanager
def held(table):
    """Let nobody else write into ``table``; gives a question whether somebody waits for it."""

    def waits():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table])
            return cursor.fetchone()

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield waits


def test_a_worker_killed_while_it_reads_and_while_it_applies_loses_nothing(crew, bring, admin):
    run = bring(120)
    crew.start("beat")
    with held("imports_importrow") as waits:
        crew.start("worker", *SMALL_POOL)
        until(waits, "the worker stages rows")
        crew.kill("worker")
    assert is_in(run, "uploaded")
    assert not run.rows.exists()
    crew.start("worker", *SMALL_POOL)
    until(lambda: is_in(run, "ready"), "the preview is there")
    assert run.rows.count() == 120
    with held("stewards_assignment") as waits:
        run.refresh_from_db()
        seen = run.digest
        _confirm_elsewhere(run, seen, admin)
        until(waits, "the worker has written enterprises and comes to the assignments")
        crew.kill("worker")
    assert is_in(run, "applying")
    assert (Enterprise.objects.count(), Assignment.objects.count(), run.rows.exclude(values={}).count()) == (0, 0, 120)
    crew.start("worker", *SMALL_POOL)
    until(lambda: is_in(run, "applied"), "the import resumes")
    assert (Enterprise.objects.count(), Enterprise.history.count(), Assignment.objects.count()) == (120, 120, 120)


def _confirm_elsewhere(run, seen, admin):
    """Confirm on another connection, because this one is inside the transaction that holds the table."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "UPDATE imports_import SET state = 'confirmed', confirmed_at = now(), confirmed_by_id = %s"
                " WHERE id = %s AND digest = %s",
                [admin.pk, run.pk, seen],
            )
    finally:
        other.close()


class Meter:
    """Processor time and peak memory of the worker's children while it is asked."""

    def __init__(self, worker):
        self.worker, self.seconds, self.megabytes = worker, {}, 0

    def read(self):
        for child in self.worker.children():
            try:
                times = child.cpu_times()
                peak = _peak(child.pid)
            except (psutil.NoSuchProcess, FileNotFoundError):
                continue
            self.seconds[child.pid] = times.user + times.system
            self.megabytes = max(self.megabytes, peak)

    @property
    def total(self):
        return sum(self.seconds.values())


def _peak(pid):
    """Peak memory of a process in MB."""
    with open(f"/proc/{pid}/status") as lines_of:  # noqa: PTH123
        kilobytes = next((line.split()[1] for line in lines_of if line.startswith("VmHWM")), "0")
    return int(kilobytes) // 1024


def test_a_roster_of_the_city_stays_within_its_bounds(crew, bring, admin, tmp_path, capsys):
    run = bring(CITY)
    meter = Meter(crew.start("worker", *SMALL_POOL))
    crew.start("beat")

    def reached(state):
        meter.read()
        return is_in(run, state)

    until(lambda: reached("ready"), "the preview is there", seconds=LONG, every=0.2)
    read = meter.total
    run.refresh_from_db()
    assert (run.created, run.failed) == (CITY, 0)
    workflow.confirm(run, run.digest, by=admin)
    until(lambda: reached("applied"), "it is applied", seconds=LONG, every=0.2)
    applied = meter.total - read
    begun = process_time()
    report = import_roster(tmp_path / "roster.xlsx", dry_run=True)
    dry = process_time() - begun
    assert (report.unchanged, report.errors) == (CITY, [])
    figures = f"read {read:.1f} s, applied {applied:.1f} s, dry run {dry:.1f} s, peak {meter.megabytes} MB"
    with capsys.disabled():
        print(f"\n{CITY} rows: {figures}")  # noqa: T201
    assert read <= MOST_SECONDS_READ
    assert applied <= MOST_SECONDS_APPLY
    assert dry <= MOST_SECONDS_DRY
    assert meter.megabytes <= MOST_MEGABYTES
    assert Enterprise.history.count() == CITY
