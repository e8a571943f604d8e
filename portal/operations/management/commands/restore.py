"""``manage.py restore BACKUP``: bring a backup back into an empty portal, and prove it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.operations import restore
from portal.operations.database import OperationRefused


class Command(BaseCommand):
    help = "Restore a backup into an empty portal and check what came back."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path, help="the folder of the backup")
        parser.add_argument("--replace", action="store_true", help="give up what this portal holds")

    def handle(self, *, backup, replace, **options):
        try:
            checks = restore.restore(backup.resolve(), replace=replace, say=self.stdout.write)
        except OperationRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if not all(check.is_good for check in checks):
            raise CommandError("The portal was restored, but not everything is as it was saved; see above.")
        self.stdout.write("The portal is restored.")
