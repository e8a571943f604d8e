from django.db import migrations

IMPORTS = """
INSERT INTO imports_import (
    id, kind, file, file_name, checksum, options, state, is_direct, by_id, confirmed_by_id, created_at, ready_at,
    confirmed_at, applied_at, finished_at, emptied_at, attempts, phase, digest, has_changed,
    rows_read, created, updated, unchanged, failed, missing, ended, faults, warnings
)
SELECT
    nextval(pg_get_serial_sequence('imports_import', 'id')), 'roster', '', file_name, checksum,
    jsonb_build_object('former', id), CASE WHEN applied_at IS NULL THEN 'refused' ELSE 'applied' END, true, by_id,
    CASE WHEN applied_at IS NULL THEN NULL ELSE by_id END, started_at, NULL, applied_at, applied_at,
    coalesce(finished_at, applied_at, started_at), NULL, 1, '', '', false,
    (SELECT count(*) FROM stewards_rosterrow WHERE roster_id = run.id), created, updated, unchanged, failed, 0, 0,
    '[]', '[]'
FROM stewards_rosterimport AS run ORDER BY id
"""
ROWS = """
INSERT INTO imports_importrow (run_id, number, key, label, values, errors, notes, differences, action)
SELECT new.id, old.number, old.uscc, '', '{}', old.errors, '[]', '[]', old.action
FROM stewards_rosterrow AS old
JOIN imports_import AS new ON new.kind = 'roster' AND (new.options ->> 'former')::bigint = old.roster_id
ORDER BY old.id
"""
CLEAN = "UPDATE imports_import SET options = '{}' WHERE options ? 'former'"


class Migration(migrations.Migration):
    """Rosters that came in before move to the staged imports of all kinds; no personal data goes along."""

    dependencies = [("stewards", "0002_roster"), ("imports", "0001_initial")]

    operations = [
        migrations.RunSQL([IMPORTS, ROWS, CLEAN], migrations.RunSQL.noop),
        migrations.DeleteModel(name="RosterRow"),
        migrations.DeleteModel(name="RosterImport"),
    ]
