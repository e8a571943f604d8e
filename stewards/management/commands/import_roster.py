import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from stewards.roster.columns import BY_KEY
from stewards.roster.staging import import_roster


class Command(BaseCommand):
    """Bring a roster of key enterprises, contacts, stewards and assignments into the registry (docs/roster.md)."""

    help = "Import a roster of enterprises, contacts, stewards and assignments from XLSX or CSV."

    def add_arguments(self, parser):
        parser.add_argument("file", help="XLSX, or CSV in UTF-8 or GB18030")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--skip-errors", action="store_true", help="leave rows with errors out, apply the others")
        parser.add_argument(
            "--without-steward-over-cap",
            action="store_true",
            help="bring rows beyond a steward's ten in without changing their steward",
        )
        parser.add_argument("--user", metavar="USERNAME", help="who answers for the import, for the history")
        parser.add_argument("--json", action="store_true", help="answer with one JSON object on standard output")

    def handle(self, *args, **options):
        report = import_roster(
            options["file"],
            dry_run=options["dry_run"],
            skip_errors=options["skip_errors"],
            without_steward_over_cap=options["without_steward_over_cap"],
            by=self._person(options["user"]),
        )
        for number, message in [(None, words) for words in report.warnings] + report.notes:
            self.stderr.write(self._line(number, "", message))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._tell(report, is_dry=options["dry_run"])
        if report.errors:
            raise SystemExit(1)

    def _person(self, username):
        if not username:
            return None
        person = User.objects.filter(username__iexact=username).first()
        if person is None:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": username})
        return person

    def _tell(self, report, *, is_dry):
        for error in report.errors:
            self.stdout.write(self._line(error.row, error.column, error.message))
        self.stdout.write(
            _("%(rows)s rows: %(create)s new, %(update)s changed, %(unchanged)s unchanged, %(seconds)s s.")
            % (report.as_json() | {"seconds": f"{report.seconds:.1f}"})
        )
        if report.errors:
            words = ngettext("%(count)s error.", "%(count)s errors.", len(report.errors))
            self.stdout.write(words % {"count": len(report.errors)})
        if is_dry:
            self.stdout.write(_("This was a dry run: nothing was written."))
        elif not report.is_applied:
            self.stdout.write(_("Nothing was applied."))

    def _line(self, number, column, message):
        """Return ``row 7, uscc: sentence`` in the reader's language."""
        label = f"{BY_KEY[column].header} {column}" if column in BY_KEY else ""
        if number is None:
            return str(message)
        return _("Row %(row)s %(column)s: %(message)s") % {"row": number, "column": label, "message": message}
