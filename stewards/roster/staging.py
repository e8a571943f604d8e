"""The roster import of the command line: one run without preview."""

from portal.imports.direct import import_file

from .kind import END_MISSING, ROSTER, WITHOUT_STEWARD


def import_roster(
    path, *, dry_run=False, skip_errors=False, without_steward_over_cap=False, end_missing=False, by=None
):
    """Import the roster at ``path`` and return a :class:`portal.imports.direct.Report`.

    Everything is applied in one transaction, or nothing. ``dry_run`` writes nothing at all. ``skip_errors`` leaves rows
    with errors out and applies the others; ``without_steward_over_cap`` brings rows beyond a steward's ten in without
    changing their steward; ``end_missing`` ends assignments of enterprises that the file does not name. ``by`` is the
    person who answers for the import.
    """
    options = {WITHOUT_STEWARD: without_steward_over_cap, END_MISSING: end_missing}
    return import_file(ROSTER, path, options=options, dry_run=dry_run, skip_errors=skip_errors, by=by)
