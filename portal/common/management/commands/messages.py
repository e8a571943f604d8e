"""``manage.py messages``: collect, translate, check and compile the messages of the portal."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.common import catalogue


class Command(BaseCommand):
    help = "Bring locale/zh_Hans up to the code, add translations, check that nothing is missing, compile."
    requires_system_checks = []

    def add_arguments(self, parser):
        modes = parser.add_mutually_exclusive_group()
        modes.add_argument("--add", metavar="FILE", type=Path, nargs="+", help='JSON: {"English": "中文"}')
        modes.add_argument("--check", action="store_true", help="exit status 1 unless everything is translated")
        modes.add_argument("--compile", dest="only_compile", action="store_true", help="only write the .mo file")
        modes.add_argument("--prune", action="store_true", help="drop entries that no file uses any more")

    def handle(self, *, add, check, only_compile, prune, **options):
        if only_compile:
            catalogue.compile_catalogue()
        elif check:
            self._check()
        else:
            self._update(_additions(add or []), prune)

    def _update(self, additions, prune):
        try:
            found, _catalog = catalogue.update(additions=additions, prune=prune)
        except ValueError as error:
            raise CommandError(f"Not pruned, a file cannot be read: {error}") from error
        report = catalogue.examine()
        self._list("cannot be read", found.unreadable)
        self._list("not translated", report.missing)
        self.stdout.write(
            f"{len(found.sources)} messages, {len(report.missing)} not translated, {len(report.obsolete)} not in use."
        )

    def _check(self):
        report = catalogue.examine()
        self._list("not translated", report.missing)
        self._list("fuzzy", report.fuzzy)
        self._list("not in use", report.obsolete)
        self._list("placeholders differ or file unreadable", report.broken)
        if not report.is_clean:
            raise CommandError("The catalogue is not complete.")

    def _list(self, title, lines):
        for line in lines:
            self.stdout.write(f"{title}: {line}")


def _additions(paths):
    """The translations of several JSON files as one mapping, later files first in rank."""
    merged = {}
    for path in paths:
        try:
            merged.update(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
    return merged
