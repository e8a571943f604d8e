"""The staged rows of an import: written when the file was read, told what they do, given back, and emptied."""

import hashlib
import json

from portal.common import bulk

from .enums import Action
from .models import ImportRow
from .parsing import Row, RowError

CHUNK = 2000
#: What the preview writes into the rows.
TOLD = {"action", "label", "errors", "notes", "differences"}


def digest(plan):
    """Return a fingerprint of what ``plan`` does: two plans with the same one do the same."""
    found = hashlib.sha256()
    for change in plan.changes:
        found.update(_line(change.row.number, change.action, change.differences))
    for row in plan.rows:
        if row.errors:
            found.update(_line(row.number, "error", []))
    for absent in sorted(plan.absent, key=lambda one: one.key):
        found.update(_line(absent.key, absent.action, absent.differences))
    return found.hexdigest()


def _line(name, action, differences):
    if not differences:
        return f"{name}|{action}\n".encode()
    return json.dumps([name, action, differences], ensure_ascii=False).encode()


def stage(run, rows):
    """Keep the rows of a file in the database."""
    kind = run.kind_of
    for start in range(0, len(rows), CHUNK):
        bulk.create(
            ImportRow(
                run=run,
                number=row.number,
                key=kind.key_of(row.values)[:200],
                label=kind.label_of(row.values)[:200],
                values=row.values,
                errors=_said(row.errors),
                notes=_said(row.notes),
            )
            for row in rows[start : start + CHUNK]
        )


def staged_rows(run):
    """Return the rows of a file as they were read, without what the portal had to say against them."""
    revive = run.kind_of.revive
    found = run.rows.filter(number__isnull=False).order_by("number").values_list("number", "values", "errors", "notes")
    return [
        Row(number, revive(values), _heard(number, errors), _heard(number, notes)).settle()
        for number, values, errors, notes in found.iterator(chunk_size=CHUNK)
    ]


def _said(found, settled=None):
    """Return faults as JSON; those after the first ``settled`` ones come from the comparison."""
    if not found:
        return []
    settled = len(found) if settled is None else settled
    lines = [{"column": one.column, "message": one.message} for one in found]
    for line in lines[settled:]:
        line["compared"] = True
    return lines


def _heard(number, found):
    """Return staged faults of the file; those of the comparison are found anew by the next plan."""
    return [RowError(number, one["column"], one["message"]) for one in found if not one.get("compared")]


def tell(run, plan):
    """Write into the staged rows what the plan does with each, and list what the file does not name."""
    told = {change.row.number: change for change in plan.changes}
    run.rows.filter(number=None).delete()
    known = dict(run.rows.values_list("number", "pk"))
    for start in range(0, len(plan.rows), CHUNK):
        lines = (_told(run, known[row.number], row, told.get(row.number)) for row in plan.rows[start : start + CHUNK])
        bulk.update(lines, TOLD)
    bulk.create(
        ImportRow(run=run, key=one.key[:200], label=one.label[:200], action=one.action, differences=one.differences)
        for one in plan.absent
    )


def _told(run, key, row, change):
    line = ImportRow(pk=key, run=run, number=row.number)
    line.action = change.action if change else Action.ERROR
    line.label = (change.label if change else run.kind_of.label_of(row.values))[:200]
    line.differences = change.differences if change else []
    line.errors, line.notes = _said(row.errors, row.settled[0]), _said(row.notes, row.settled[1])
    return line
