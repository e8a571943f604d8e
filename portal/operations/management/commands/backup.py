"""``manage.py backup``: the database and the files, as of one instant, while people work."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.operations import archive, backup, restore
from portal.operations.database import OperationRefused


class Command(BaseCommand):
    help = "Back up the database and the files into a new folder, or verify a backup that exists."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, help="where backups go (default: BACKUP_DIR)")
        parser.add_argument("--keep", type=int, default=0, help="remove all but this many of the newest backups")
        parser.add_argument("--verify", type=Path, metavar="BACKUP", help="restore this one into a scratch database")

    def handle(self, *, folder, keep, verify, **options):
        try:
            if verify:
                self._verify(verify)
            else:
                self._take(folder or Path(settings.BACKUP_DIR), keep)
        except OperationRefused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _take(self, folder, keep):
        made = backup.take(folder.resolve(), keep=keep)
        rows = sum(rows for rows, _print in made.manifest["tables"].values())
        self.stdout.write(
            f"{made.folder}: {rows} rows, {len(made.manifest['files'])} files,"
            f" {archive.megabytes(made.manifest['bytes'])}, {made.manifest['seconds']} s"
        )
        for old in made.removed:
            self.stdout.write(f"removed {old}")
        if made.missing:
            raise CommandError(
                f"The backup is complete, but {len(made.missing)} files that the database names are not in the store:"
                f" {', '.join(made.missing[:5])}"
            )

    def _verify(self, folder):
        checks = restore.verify(folder.resolve(), say=self.stdout.write)
        if not all(check.is_good for check in checks):
            raise CommandError("The backup does not come back as it was saved.")
        self.stdout.write("The backup can be restored.")
