"""Taking a backup while people work: the database as of one instant, and every file that it names.

The dump and the counts of the manifest read the same snapshot. The files are copied after it: a file is stored
before the row that names it commits, so whatever the snapshot names is there.
"""

import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from portal.embedded.locks import open_lock, try_exclusive

from . import archive, database, marks, probes
from .database import OperationRefused
from .figures import version


@dataclass(frozen=True)
class Backup:
    """What came of it; ``missing`` are files that the database names and the store does not have."""

    folder: Path
    manifest: dict
    removed: list

    @property
    def missing(self):
        return self.manifest["missing"]


def take(folder, *, keep=0):
    """Back the portal up into a new folder below ``folder``; with ``keep`` remove all but that many.

    Raises :class:`OperationRefused`; then nothing new is left behind.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        for left in folder.glob(f"portal-*{archive.PART}"):
            shutil.rmtree(left)
        archive.require_space(folder, database.size() + archive.size_below(settings.MEDIA_ROOT), "The backup")
        made = _make(folder)
        removed = archive.complete_backups(folder)[:-keep] if keep else []
        for old in removed:
            shutil.rmtree(old)
    marks.set_mark(marks.BACKUP, path=str(made[0]), bytes=made[1]["bytes"], seconds=made[1]["seconds"])
    return Backup(*made, removed)


@contextmanager
def _alone(folder):
    descriptor = open_lock(folder / ".lock")
    try:
        if not try_exclusive(descriptor):
            raise OperationRefused(f"Another backup into {folder} is under way.")
        yield
    finally:
        os.close(descriptor)


def _make(folder):
    name = f"portal-{timezone.localtime():%Y%m%d-%H%M%S}"
    half, whole = folder / f"{name}{archive.PART}", folder / name
    if whole.exists():
        raise OperationRefused(f"{whole} exists already.")
    half.mkdir(mode=0o700)
    try:
        manifest = _fill(half)
        archive.write_manifest(half, manifest)
        half.rename(whole)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return whole, manifest


def _fill(half):
    began, at = time.monotonic(), timezone.now()
    with _snapshot() as snapshot:
        facts = {
            "tables": database.contents(),
            "migrations": database.applied_migrations(),
            "search": probes.search_to_repeat(),
            "server": database.server_version()[1],
        }
        named = named_files()
        dump = half / archive.DUMP
        database.run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={dump}"
        )
    dump.chmod(0o600)
    files = _copy_files(half / archive.FILES)
    dumped = {"bytes": dump.stat().st_size, "sha256": archive.digest(dump)}
    return facts | {
        "format": archive.FORMAT,
        "portal": version(),
        "at": at.isoformat(),
        "dump": dumped,
        "files": files,
        "missing": sorted(named - files.keys()),
        "bytes": dumped["bytes"] + sum(fact["bytes"] for fact in files.values()),
        "seconds": round(time.monotonic() - began, 1),
    }


@contextmanager
def _snapshot():
    """Read one instant of the database during the block, and give it a name that pg_dump can read it by."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def named_files():
    """Return the names of all files that rows of the database point to."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                rows = model._base_manager.exclude(**{field.name: ""}).exclude(**{field.name: None})
                found.update(rows.values_list(field.name, flat=True))
    return found


def _copy_files(target):
    target.mkdir(mode=0o700)
    copied = {}
    for path, name in archive.files_below(settings.MEDIA_ROOT):
        try:
            length, seen = archive.copy_file(path, target / name)
        except FileNotFoundError:  # removed meanwhile; when the snapshot names it, the manifest says so
            continue
        copied[name] = {"bytes": length, "sha256": seen}
    for path in target.rglob("*"):
        if path.is_dir():
            path.chmod(0o700)
    return copied
