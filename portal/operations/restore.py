"""Restoring a backup, and proving that what came back is what was saved."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from . import archive, backup, database, probes
from .database import OperationRefused


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    is_good: bool
    found: str


def restore(folder, *, replace=False, say=lambda line: None):
    """Restore the backup in ``folder`` and return the checks; ``replace`` allows a portal that holds something.

    Raises :class:`OperationRefused` before anything is changed when the backup is damaged or does not fit, or when
    the portal is not empty. The files that stood there before are moved aside, never removed.
    """
    manifest = archive.read_manifest(folder)
    _require_known_migrations(manifest)
    _require_empty(replace)
    archive.check_hashes(folder, manifest)
    say(f"Every file of the backup has its hash ({len(manifest['files'])} files and the dump).")
    room = settings.MEDIA_ROOT.parent
    room.mkdir(parents=True, exist_ok=True)
    archive.require_space(room, manifest["bytes"], "The restore")
    half = settings.MEDIA_ROOT.with_name(f"{settings.MEDIA_ROOT.name}{archive.PART}")
    copied = _copy_back(folder, half)
    if database.tables():
        database.empty()
    _load(folder)
    say("The database is restored.")
    if aside := _exchange(half):
        say(f"The files that stood there before are in {aside}.")
    return _checks(manifest, copied, say)


def verify(folder, *, say=lambda line: None):
    """Restore the backup's database into a scratch database, look at it, drop it; returns the checks."""
    manifest = archive.read_manifest(folder)
    _require_known_migrations(manifest)
    archive.check_hashes(folder, manifest)
    say(f"Every file of the backup has its hash ({len(manifest['files'])} files and the dump).")
    with database.scratch_database():
        _load(folder)
        say("The database is restored into a scratch database.")
        return _checks(manifest, manifest["files"], say)


def _require_known_migrations(manifest):
    known = {f"{app}.{name}" for app, name in MigrationExecutor(None).loader.disk_migrations}
    unknown = [name for name in manifest["migrations"] if name not in known]
    if unknown:
        raise OperationRefused(
            f"The backup was made by another version of the portal ({manifest['portal']}): its database has the"
            f" migration {unknown[0]}, which this version does not know."
        )


def _require_empty(replace):
    if others := database.other_sessions():
        raise OperationRefused(f"{others} other sessions use the database; stop web, worker and beat first.")
    if replace:
        return
    is_used = "accounts_user" in database.tables() and get_user_model().objects.exists()
    if is_used or (settings.MEDIA_ROOT.is_dir() and any(archive.files_below(settings.MEDIA_ROOT))):
        raise OperationRefused(
            "This portal is not empty: it has accounts or files. Restore into an empty one, or say --replace to give up"
            " what is in this one (back it up first)."
        )


def _copy_back(folder, half):
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    copied = {}
    for path, name in archive.files_below(folder / archive.FILES):
        length, seen = archive.copy_file(path, half / name)
        (half / name).chmod(settings.FILE_UPLOAD_PERMISSIONS)
        copied[name] = {"bytes": length, "sha256": seen}
    for path in half.rglob("*"):
        if path.is_dir():
            path.chmod(0o750)
    return copied


def _exchange(half):
    """Put the restored files in place; returns where the former ones went, if there were any."""
    aside, root = None, settings.MEDIA_ROOT
    if root.is_dir() and any(root.iterdir()):
        aside = root.with_name(f"{root.name}-before-{timezone.localtime():%Y%m%d-%H%M%S}")
        root.rename(aside)
    elif root.is_dir():
        root.rmdir()
    half.rename(root)
    return aside


def _load(folder):
    database.run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                 str(Path(folder) / archive.DUMP))  # fmt: skip
    ContentType.objects.clear_cache()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _checks(manifest, files, say):
    checks = []
    for check in _each_check(manifest, files):
        say(f"{'good' if check.is_good else 'BAD '}  {check.name}: {check.found}")
        checks.append(check)
    return checks


def _each_check(manifest, files):
    yield _tables(manifest)
    applied = database.applied_migrations()
    yield Check("migrations", applied == manifest["migrations"], f"{len(applied)}, as saved")
    yield Check("files", files == manifest["files"], f"{len(files)} with their hashes, {len(manifest['files'])} saved")
    if not _is_current():
        call_command("migrate", interactive=False, verbosity=0)
        yield Check("upgrade", _is_current(), "the newer migrations of this version are applied")
    lost = backup.named_files() - files.keys() - set(manifest["missing"])
    yield Check("attachments", not lost, f"{len(lost)} named by the database and not there")
    unknown = probes.unknown_passwords()
    yield Check("passwords", unknown == 0, f"{unknown} in a form that this installation does not know")
    yield Check("sign-in", probes.sign_in_works(), "a new account gets in with its password and not with another")
    yield _search(manifest["search"])


def _is_current():
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _tables(manifest):
    with transaction.atomic():
        found = database.contents()
    same_server = manifest["server"].split(".")[0] == database.server_version()[1].split(".")[0]
    wanted = manifest["tables"]
    if not same_server:  # another version of PostgreSQL may compute another fingerprint
        found, wanted = ({table: rows for table, (rows, _print) in part.items()} for part in (found, wanted))
    other = sorted(table for table in found.keys() | wanted.keys() if found.get(table) != wanted.get(table))
    rows = sum(rows for rows, _print in manifest["tables"].values())
    what = "rows and contents" if same_server else "numbers of rows"
    return Check("tables", not other, f"{what} differ in {', '.join(other)}" if other else
                 f"{len(wanted)} with {rows} rows, {what} as saved")  # fmt: skip


def _search(saved):
    if saved is None:
        return Check("search", is_good=True, found="no enterprise was saved")
    found = probes.search(saved["text"])
    return Check("search", found == saved["ids"], f"“{saved['text']}” finds {len(found)} enterprises, as when saved")
