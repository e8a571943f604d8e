"""Every step of an import: lock, check, change, tell. Nothing of a file reaches the portal but by :func:`apply`."""

import hashlib
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.units import lock_tree
from portal.common import uploads
from portal.common.constraints import speaking
from portal.common.workflow import Refused, check
from portal.notifications import outbox

from . import notifications
from .enums import Action, ImportState
from .kinds import SKIP_ERRORS
from .models import Import
from .staging import digest, stage, staged_rows, tell
from .steps import STEPS

#: Key of the advisory lock: one import is applied at a time, the next one waits.
LOCK = 7_320_100
#: An import that nobody confirms is cancelled after this time; its personal data goes with it.
FORGOTTEN_AFTER = timedelta(days=14)
#: How long file, rows and undo file of an import that is over are kept.
KEPT_FOR = timedelta(days=30)
#: A command that is silent for so long was killed.
COMMAND_KILLED_AFTER = timedelta(hours=6)
#: A file whose worker died so often is not tried again.
MOST_ATTEMPTS = 5


class Moved(Exception):
    """The portal changed after the preview: the plan is another one now."""


class Unfit(Exception):
    """The plan has errors, and the rows with errors were not to be left out; ``plan`` names them."""

    def __init__(self, plan):
        super().__init__()
        self.plan = plan


def checksum(content):
    """Return the SHA-256 of a file's content (bytes, or chunks of them) in hexadecimal."""
    found = hashlib.sha256()
    for chunk in [content] if isinstance(content, bytes) else content:
        found.update(chunk)
    return found.hexdigest()


def wake():
    """Ring the worker; beat sweeps what no ring reached."""
    outbox.wake("imports.work")


@transaction.atomic
def upload(kind, file, *, by):
    """Keep an uploaded file that passed its checks; the worker reads it next."""
    _refuse_foreign(kind, by)
    if uploads.is_lost(file):
        raise Refused(uploads.no_room(file.name), code="no_room")
    run = Import(kind=kind.code, file_name=Path(file.name).name[:200], by=by, checksum=checksum(file.chunks()))
    uploads.store(run.file, file.name, file, shown_as=file.name)
    run.save()
    transaction.on_commit(wake, robust=True)
    return run


@transaction.atomic
def begin_direct(kind, path, options, *, by):
    """Note that a command imports the file at ``path``; the worker leaves it alone."""
    content = Path(path).read_bytes()
    return Import.objects.create(
        kind=kind.code,
        file_name=Path(path).name[:200],
        checksum=checksum(content),
        options=options,
        by=by,
        is_direct=True,
    )


def _refuse_foreign(kind, by):
    if not kind.may(by):
        raise Refused(_("You may not import this kind of file."), code="may_not")


def locked(run):
    """Return the import as it is now, locked until the transaction ends."""
    return Import.objects.select_for_update(of=("self",)).get(pk=run.pk)


@transaction.atomic
def keep(run, parsed):
    """Stage what a file says; a file that cannot be read at all is refused with its faults."""
    run = locked(run)
    if parsed.errors:
        return _refuse(run, [{"row": e.row, "column": e.column, "message": e.message} for e in parsed.errors])
    run.state = check(STEPS, "stage", run.state).target
    run.warnings, run.rows_read = parsed.warnings, len(parsed.rows)
    run.rows.all().delete()  # of a worker that was killed while it staged
    stage(run, parsed.rows)
    run.save()
    return run


@transaction.atomic
def present(run, plan):
    """Write the preview, and tell the person that it waits."""
    run = locked(run)
    run.state = check(STEPS, "present", run.state).target
    tell(run, plan)
    _count(run, plan)
    run.digest, run.ready_at, run.attempts, run.phase = digest(plan), timezone.now(), 0, ""
    run.save()
    notifications.ready(run)
    return run


def _count(run, plan):
    counts = plan.counts()
    run.created, run.updated = counts[Action.CREATE], counts[Action.UPDATE]
    run.unchanged, run.failed = counts[Action.UNCHANGED], counts[Action.ERROR]
    run.missing, run.ended = counts[Action.MISSING] + counts[Action.END], counts[Action.END]


@transaction.atomic
def choose(run, options, *, by):
    """Take the answers of the preview; those that change the plan send the file to the comparison once more."""
    run = locked(run)
    _refuse_foreign(run.kind_of, by)
    known = {SKIP_ERRORS, *(choice.code for choice in run.kind_of.choices)}
    options = {code: True for code in known if options.get(code)}
    replans = {**options, SKIP_ERRORS: True} != {**run.options, SKIP_ERRORS: True}
    run.options = options
    if replans:
        run.state = check(STEPS, "choose", run.state).target
        run.has_changed, run.phase = False, ""
        transaction.on_commit(wake, robust=True)
    else:
        check(STEPS, "choose", run.state)
    run.save()
    return replans


@transaction.atomic
def confirm(run, seen, *, by):
    """Let the worker apply the plan with the digest ``seen``, which the person had before the eyes.

    A double click or a second tab confirms once: what is confirmed already with the same plan stays as it is.
    """
    run = locked(run)
    _refuse_foreign(run.kind_of, by)
    if run.digest == seen and run.state in (ImportState.CONFIRMED, ImportState.APPLYING, ImportState.APPLIED):
        return run
    target = check(STEPS, "confirm", run.state).target
    if run.digest != seen:
        raise Refused(_("The preview has changed since you opened it. Look at it again."), code="moved")
    if run.failed and not run.skips_errors:
        raise Refused(
            _("Some rows have errors. Leave them out, or correct the file and upload it again."), code="unfit"
        )
    if not (run.created or run.updated or run.ended):
        raise Refused(_("This file changes nothing: there is nothing to apply."), code="nothing")
    run.state, run.confirmed_by, run.confirmed_at, run.has_changed = target, by, timezone.now(), False
    run.attempts = 0
    run.save()
    transaction.on_commit(wake, robust=True)
    return run


@transaction.atomic
def cancel(run, *, by):
    """Let go of an import that is not being applied; its file and rows are removed at once."""
    run = locked(run)
    if by is not None:
        _refuse_foreign(run.kind_of, by)
    run.state = check(STEPS, "cancel", run.state).target
    run.finished_at = timezone.now()
    _empty(run)
    return run


@transaction.atomic
def begin(run):
    """Note that the worker applies now."""
    run = locked(run)
    run.state = check(STEPS, "begin", run.state).target
    run.save(update_fields=["state"])
    return run


@transaction.atomic
def begin_command(run):
    """Let a command go from the staged rows to applying in one go: it shows no preview."""
    run = locked(run)
    for step in ("present", "confirm", "begin"):
        run.state = check(STEPS, step, run.state).target
    run.confirmed_by, run.confirmed_at = run.by, timezone.now()
    run.save()
    return run


def apply(run, rows=None):
    """Plan once more under lock and write everything in one transaction, or nothing; return the plan.

    Raises :class:`Moved` when the plan is no longer what the person saw, :class:`Unfit` when a plan without preview
    has errors, and :class:`Refused` when a constraint of the database refuses.
    """
    kind, person = run.kind_of, run.confirmed_by or run.by
    with transaction.atomic(), speaking():
        _take_turn()
        run = locked(run)
        target = check(STEPS, "apply", run.state).target
        plan = kind.plan(staged_rows(run) if rows is None else rows, run.options, lock=True)
        if run.digest and digest(plan) != run.digest:
            raise Moved
        if plan.errors and not run.skips_errors:
            raise Unfit(plan)
        kind.apply(plan, by=person)
        if not run.digest:
            tell(run, plan)
        _count(run, plan)
        run.state, run.applied_at, run.finished_at, run.phase = target, timezone.now(), timezone.now(), ""
        run.rows.exclude(values={}).update(values={})
        run.save()
        if not run.is_direct:
            notifications.applied(run)
    return plan


def _take_turn():
    lock_tree(patience=0)  # no unit closes while rows that name it are written
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def take_back(run):
    """Compare once more after the portal changed between preview and confirmation, and show the preview again."""
    run = locked(run)
    run.state = check(STEPS, "take_back", run.state).target
    run.has_changed, run.confirmed_by, run.confirmed_at = True, None, None
    run.save()
    return run


@transaction.atomic
def refuse(run, *messages, plan=None):
    """End an import that cannot be applied; ``messages`` are sentences about the file as a whole."""
    run = locked(run)
    if plan is not None:
        tell(run, plan)
        run.failed = plan.counts()[Action.ERROR]
    return _refuse(run, [{"row": None, "column": "", "message": message} for message in messages])


def _refuse(run, faults):
    run.state = check(STEPS, "refuse", run.state).target
    run.faults, run.finished_at, run.phase = [*run.faults, *faults], timezone.now(), ""
    run.rows.exclude(values={}).update(values={})
    run.save()
    if not run.is_direct:
        notifications.refused(run)
    return run


@transaction.atomic
def claim(run):
    """Count an attempt; a file whose worker died too often is refused. Return the import, or None."""
    run = locked(run)
    if not run.is_waiting or run.is_direct:
        return None
    run.attempts += 1
    run.save(update_fields=["attempts"])
    if run.attempts > MOST_ATTEMPTS:
        _refuse(run, [{"row": None, "column": "", "message": _("The import failed several times and was given up.")}])
        return None
    return run


@transaction.atomic
def purge(now=None):
    """Remove file and rows of what is long over, cancel what nobody confirmed; safe to run twice or late."""
    now = now or timezone.now()
    commands = Import.objects.filter(is_direct=True, created_at__lt=now - COMMAND_KILLED_AFTER)
    for run in commands.open():
        _refuse(locked(run), [])
    for run in Import.objects.filter(state=ImportState.READY, ready_at__lt=now - FORGOTTEN_AFTER):
        cancel(run, by=None)
    for run in Import.objects.filter(finished_at__lt=now - KEPT_FOR, emptied_at=None):
        _empty(run)


def _empty(run):
    """Remove the file and the rows; what was done stays counted."""
    run.rows.all().delete()
    if run.file:
        transaction.on_commit(lambda name=run.file.name: run.file.storage.delete(name))
        run.file = ""
    run.emptied_at = timezone.now()
    run.save()
