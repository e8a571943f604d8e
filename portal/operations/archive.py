"""One backup on the disk: a folder with the dump, the files, a manifest that names each, and the manifest's hash.

portal-20261123-081500/
    manifest.json, manifest.sha256
    portal.dump                     PostgreSQL's custom format
    files/…                         what MEDIA_ROOT held
"""

import hashlib
import json
import os
import re
import shutil
from pathlib import Path

from .database import OperationRefused

FORMAT = 1
DUMP = "portal.dump"
FILES = "files"
MANIFEST, MANIFEST_HASH = "manifest.json", "manifest.sha256"
NAME = re.compile(r"portal-\d{8}-\d{6}")
PART = ".part"
CHUNK = 1 << 20


def digest(path):
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_file(source, target):
    """Copy ``source``, readable by its owner alone, and return ``(bytes, SHA-256)`` of what was copied."""
    seen, length = hashlib.sha256(), 0
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source.open("rb") as read, _new(target) as written:
        while chunk := read.read(CHUNK):
            seen.update(chunk)
            length += len(chunk)
            written.write(chunk)
    return length, seen.hexdigest()


def _new(path):
    """Open a file that must not exist yet for writing; only its owner may read it."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def files_below(folder):
    """Yield every ordinary file below ``folder`` with its name from there, sorted; links are not followed."""
    for root, _folders, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = Path(root) / name
            if path.is_file() and not path.is_symlink():
                yield path, path.relative_to(folder).as_posix()


def size_below(folder):
    """Return the bytes of all files below ``folder``."""
    total = 0
    for path, _name in files_below(folder):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # removed meanwhile
            continue
    return total


def require_space(folder, needed, what):
    """Raise :class:`OperationRefused` unless the disk of ``folder`` has ``needed`` bytes and a twentieth more."""
    free = shutil.disk_usage(folder).free
    if free < needed * 1.05:
        raise OperationRefused(
            f"{what} needs up to {megabytes(needed * 1.05)}, and {folder} has {megabytes(free)} free; nothing was done."
        )


def megabytes(size):
    """Return bytes as text for people."""
    return f"{size / 1_000_000:,.1f} MB"


def write_manifest(folder, manifest):
    """Write the manifest and its hash, and see that everything has reached the disk."""
    path = folder / MANIFEST
    with _new(path) as file:
        file.write(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode())
    with _new(folder / MANIFEST_HASH) as file:
        file.write(f"{digest(path)}  {MANIFEST}\n".encode())
    os.sync()


def read_manifest(folder):
    """Return the manifest of a backup; raises :class:`OperationRefused` when it is none, unfinished, or altered."""
    if folder.suffix == PART:
        raise OperationRefused(f"{folder} is a backup that was not finished.")
    try:
        stated = (folder / MANIFEST_HASH).read_text("ascii").split()[0]
        text = (folder / MANIFEST).read_bytes()
    except (OSError, IndexError, UnicodeDecodeError) as error:
        raise OperationRefused(f"{folder} is no backup: it has no {MANIFEST} with its hash.") from error
    if hashlib.sha256(text).hexdigest() != stated:
        raise OperationRefused(f"The backup is damaged: {MANIFEST} does not have the hash it was written with.")
    manifest = json.loads(text)
    if manifest.get("format") != FORMAT:
        raise OperationRefused(
            f"The backup has format {manifest.get('format')}, and this portal reads format {FORMAT}."
        )
    return manifest


def check_hashes(folder, manifest):
    """Raise :class:`OperationRefused` with the first file that is missing or altered; returns how many were read."""
    wanted = {DUMP: manifest["dump"], **{f"{FILES}/{name}": fact for name, fact in manifest["files"].items()}}
    for name, fact in wanted.items():
        path = folder / name
        if not path.is_file():
            raise OperationRefused(f"The backup is damaged: {name} is missing.")
        if path.stat().st_size != fact["bytes"] or digest(path) != fact["sha256"]:
            raise OperationRefused(f"The backup is damaged: {name} is not what was saved.")
    return len(wanted)


def complete_backups(folder):
    """Return the finished backups in ``folder``, the oldest first."""
    found = [path for path in folder.iterdir() if NAME.fullmatch(path.name) and (path / MANIFEST_HASH).is_file()]
    return sorted(found)
