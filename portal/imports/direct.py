"""An import without preview, for commands: read, compare, and apply in one transaction, or say what would happen."""

import gc
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from time import monotonic

from django.utils.translation import gettext as _

from portal.common.workflow import Refused

from . import workflow
from .enums import Action
from .kinds import SKIP_ERRORS
from .parsing import RowError


@dataclass
class Report:
    """What an import did, or would do; ``errors`` in the order of the rows, ``notes`` as (row, sentence)."""

    rows: int = 0
    create: int = 0
    update: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    is_applied: bool = False

    def as_json(self):
        """Return the report as other programs read it."""
        names = ("rows", "create", "update", "unchanged")
        errors = [asdict(error) for error in self.errors]
        return {name: getattr(self, name) for name in names} | {"errors": errors, "seconds": round(self.seconds, 2)}

    def take(self, plan):
        """Take up what ``plan`` does."""
        counts = plan.counts()
        self.create, self.update = counts[Action.CREATE], counts[Action.UPDATE]
        self.unchanged = counts[Action.UNCHANGED]
        self.hear(plan)

    def hear(self, plan):
        """Take up what is wrong with rows, and what they have to tell."""
        self.errors = sorted(plan.errors, key=lambda error: error.row)
        self.notes = [(note.row, note.message) for note in plan.notes]


def import_file(kind, path, *, options=None, dry_run=False, skip_errors=False, by=None):
    """Import the sheet at ``path`` and return a :class:`Report`; everything is applied, or nothing.

    ``dry_run`` writes nothing at all. ``skip_errors`` leaves rows with errors out and applies the others. ``options``
    are answers to the choices of the kind; ``by`` is the person who answers for the import.
    """
    begun, options = monotonic(), {**(options or {}), SKIP_ERRORS: skip_errors}
    with without_collector():
        parsed = kind.read(path)
        report = Report(rows=len(parsed.rows), errors=list(parsed.errors), warnings=parsed.warnings)
        if not parsed.errors and dry_run:
            report.take(kind.plan(parsed.rows, options))
        elif not parsed.errors:
            _import(kind, path, parsed, report, options, by)
    report.seconds = monotonic() - begun
    return report


@contextmanager
def without_collector():
    """Python's cycle collector walks all rows again and again, for a third of the time, and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _import(kind, path, parsed, report, options, by):
    run = workflow.keep(workflow.begin_direct(kind, path, options, by=by), parsed)
    run = workflow.begin_command(run)
    try:
        report.take(workflow.apply(run, parsed.rows))
        report.is_applied = True
    except workflow.Unfit as unfit:
        report.hear(unfit.plan)
        workflow.refuse(run, plan=unfit.plan)
    except Refused as refusal:
        messages = [*refusal.messages, _("The registry changed meanwhile; nothing was applied. Try again.")]
        report.errors += [RowError(None, "", message) for message in messages]
        workflow.refuse(run, *messages)
