"""What the worker does with imports that wait: claim one, bring it one state further, until nothing waits.

PostgreSQL is the queue. A claim is an advisory lock of the worker's database session: while it works nobody else takes
the import, and when the process is killed the lock is gone at once, so the next sweep goes on from the last state.
"""

from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from portal.common.workflow import Refused

from . import workflow
from .direct import without_collector
from .enums import ImportState
from .models import Import

log = structlog.get_logger(__name__)

#: First half of the key of a claim; the second is the import's own.
CLAIMS = 732_010


def work_all():
    """Bring every import that waits as far as it goes without a person; returns how many were touched."""
    done, failed = 0, []
    while True:
        for run in Import.objects.waiting().exclude(pk__in=failed):
            with _claim(run) as claimed:
                if claimed:
                    done += 1
                    if not _bring_on(claimed):
                        failed.append(run.pk)
                    break
        else:
            return done


@contextmanager
def _claim(run):
    """Give the import to this session, unless another one works on it or it is over; None then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLAIMS, run.pk])
        is_mine = cursor.fetchone()[0]
    try:
        yield workflow.claim(run) if is_mine else None
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLAIMS, run.pk])


def _bring_on(run):
    """Take the steps of the worker from the import's state; False when they failed and wait for another sweep."""
    language = run.by.language if run.by else ""
    try:
        with translation.override(language or settings.LANGUAGE_CODE), without_collector():
            STEPS[run.state](run)
    except Exception as error:  # whatever a file does to its kind, the others go on and this one is tried again
        log.exception("imports.failed", run=run.pk, state=run.state, error=type(error).__name__)
        return False
    return True


def _read(run):
    """Read and stage the file, and compare it in the same breath."""
    kind = run.kind_of
    if kind is None or not run.file:
        return workflow.refuse(run, _("The portal no longer knows this kind of file, or the file is gone."))
    parsed = kind.read(run.file.path)
    run = workflow.keep(run, parsed)
    return _compare(run, parsed.rows) if run.state == ImportState.READ else run


def _compare(run, rows=None):
    """Plan what the staged rows would do, and show it."""
    rows = workflow.staged_rows(run) if rows is None else rows
    return workflow.present(run, run.kind_of.plan(rows, run.options))


def _apply(run):
    """Write everything, or compare again when the portal has changed since the preview."""
    run = workflow.begin(run)
    try:
        workflow.apply(run)
    except (workflow.Moved, workflow.Unfit, Refused):
        _compare(workflow.take_back(run))


STEPS = {
    ImportState.UPLOADED: _read,
    ImportState.READ: _compare,
    ImportState.CONFIRMED: _apply,
    ImportState.APPLYING: _apply,
}
