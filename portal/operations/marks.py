"""Marks of life: small files that say when something last happened. Beat and backup write them, watchers read them.

They stand beside the attachments, where web, worker and beat all reach, and not in the database: beat has no
connection, and a backup must not write into what it copies.
"""

import json
import os
from datetime import datetime

from django.conf import settings
from django.utils import timezone

BEAT = "beat"
BACKUP = "backup"


def set_mark(name, **facts):
    """Say that ``name`` happened now; replaces the mark in one step. Raises ``OSError`` when it cannot be written."""
    folder = settings.MARKS_DIR
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{name}.{os.getpid()}.part"
    half.write_text(json.dumps({"at": timezone.now().isoformat(), **facts}), "utf-8")
    half.replace(folder / name)


def read_mark(name):
    """Return what the mark says (``at`` as an aware datetime), or None when it was never set or cannot be read."""
    try:
        mark = json.loads((settings.MARKS_DIR / name).read_text("utf-8"))
        return mark | {"at": datetime.fromisoformat(mark["at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def age(name):
    """Return the seconds since the mark was set, or None."""
    mark = read_mark(name)
    return (timezone.now() - mark["at"]).total_seconds() if mark else None
