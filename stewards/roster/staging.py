"""One run of the import: parse, stage in chunks, then plan and apply in one transaction under one lock."""

import gc
import hashlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import bulk
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from ..enums import RosterAction
from ..models import RosterImport, RosterRow
from .applying import apply
from .columns import revive
from .parsing import Row, RowError, parse_file
from .planning import Planner

CHUNK = 2000
#: Key of the advisory lock: one roster at a time, the next one waits.
LOCK = 7_320_100
#: After this time an unfinished import is one whose process was killed.
FORGOTTEN_AFTER = timedelta(hours=6)


@dataclass
class Report:
    """What an import did, or would do; ``errors`` in the order of the rows."""

    rows: int = 0
    create: int = 0
    update: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)
    without_steward: list[tuple[int, str]] = field(default_factory=list)
    is_applied: bool = False

    def as_json(self):
        """Return the report as other programs read it."""
        names = ("rows", "create", "update", "unchanged")
        errors = [asdict(error) for error in self.errors]
        return {name: getattr(self, name) for name in names} | {"errors": errors, "seconds": round(self.seconds, 2)}


class _Unfit(Exception):
    """Rolls the transaction back: the file has errors and none may be left out."""


def import_roster(path, *, dry_run=False, skip_errors=False, without_steward_over_cap=False, by=None):
    """Import the roster at ``path`` and return a :class:`Report`.

    Everything is applied in one transaction, or nothing. ``dry_run`` writes nothing at all. ``skip_errors`` leaves rows
    with errors out and applies the others; ``without_steward_over_cap`` brings rows beyond a steward's ten in without
    changing their steward. ``by`` is the person who answers for the import.
    """
    begun = monotonic()
    with _without_collector():
        parsed = parse_file(path)
        report = Report(rows=len(parsed.rows), errors=list(parsed.errors), warnings=parsed.warnings)
        options = {"without_steward_over_cap": without_steward_over_cap}
        if not parsed.errors and dry_run:
            _fill(report, Planner(parsed.rows, **options).plan())
        elif not parsed.errors:
            _import(path, parsed.rows, report, skip_errors=skip_errors, by=by, options=options)
    report.seconds = monotonic() - begun
    return report


@contextmanager
def _without_collector():
    """Python's cycle collector walks all rows again and again, for a third of the time, and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _import(path, rows, report, *, skip_errors, by, options):
    run = stage(path, rows, by=by)
    try:
        with transaction.atomic(), speaking():
            _take_turn()
            plan = Planner(staged_rows(run), lock=True, **options).plan()
            _fill(report, plan)
            if report.errors and not skip_errors:
                raise _Unfit
            apply(plan.changes, by=by)
            _finish(run, plan)
        report.is_applied = True
    except _Unfit:
        report.create = report.update = report.unchanged = 0
        _close(run, plan)
    except Refused as refusal:
        report.create = report.update = report.unchanged = 0
        report.errors += [RowError(None, "", message) for message in refusal.messages]
        report.errors.append(RowError(None, "", _("The registry changed meanwhile; nothing was applied. Try again.")))
        _close(run, plan)


def stage(path, rows, *, by):
    """Keep the parsed rows in the database, chunk by chunk, and return the :class:`RosterImport`."""
    _forget_killed()
    path = Path(path)
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    run = RosterImport.objects.create(file_name=path.name[:200], checksum=checksum, by=by)
    for start in range(0, len(rows), CHUNK):
        bulk.create(
            RosterRow(
                roster=run,
                number=row.number,
                uscc=row.values.get("uscc", ""),
                values=row.values,
                errors=[asdict(error) for error in row.errors],
            )
            for row in rows[start : start + CHUNK]
        )
    return run


def staged_rows(run):
    """Return the rows of a staged import as the parser gave them."""
    found = run.rows.order_by("number").values_list("number", "values", "errors")
    return [Row(number, revive(values), [RowError(**error) for error in errors]) for number, values, errors in found]


def _take_turn():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _fill(report, plan):
    counts = plan.counts()
    report.create = counts[RosterAction.CREATE]
    report.update = counts[RosterAction.UPDATE]
    report.unchanged = counts[RosterAction.UNCHANGED]
    report.errors = sorted(plan.errors, key=lambda error: error.row)
    report.without_steward = plan.without_steward


def _finish(run, plan):
    """Note what became of every row, and let go of the personal data in them."""
    actions = {}
    for change in plan.changes:
        actions.setdefault(change.action, []).append(change.row.number)
    for action, numbers in actions.items():
        run.rows.filter(number__in=numbers).update(action=action, values={})
    counts = plan.counts()
    run.created, run.updated = counts[RosterAction.CREATE], counts[RosterAction.UPDATE]
    run.unchanged, run.applied_at = counts[RosterAction.UNCHANGED], timezone.now()
    run.save()
    _close(run, plan)


def _close(run, plan):
    failed = {row.number: row for row in plan.rows if row.errors}
    staged = list(run.rows.filter(number__in=failed))
    for line in staged:
        line.errors = [asdict(error) for error in failed[line.number].errors]
        line.action = RosterAction.ERROR
    RosterRow.objects.bulk_update(staged, ["errors", "action"], batch_size=CHUNK)
    run.rows.exclude(values={}).update(values={})
    run.failed, run.finished_at = len(failed), timezone.now()
    run.save()


def _forget_killed():
    """Let go of the personal data of imports whose process was killed."""
    killed = RosterImport.objects.filter(finished_at=None, started_at__lt=timezone.now() - FORGOTTEN_AFTER)
    RosterRow.objects.filter(roster__in=killed).exclude(values={}).update(values={})
