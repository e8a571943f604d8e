"""Measure the suggestion of units: learn from the earlier part of past cases, suggest for the later part."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...lessons import EARLIER
from ...past import dispatches
from ...teaching import TooFew, measure

FIELDS = ("title", "text", "label", "at")


class Command(BaseCommand):
    help = (
        "Learn from the earlier part of past cases and suggest a label for each of the later part. top1 and top3 count "
        "over all n later cases, also over those that are too unclear to be suggested; coverage is the share of clear "
        "ones; majority always says the most frequent label of the earlier part."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--from", dest="file", metavar="FILE.jsonl", type=Path,
            help='one case a line: {"title", "text", "label", "at"}; without it the portal\'s own dispatches',
        )  # fmt: skip
        parser.add_argument("--split", type=float, default=EARLIER, help=f"share that is learned from ({EARLIER})")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args, file, split, **options):
        if not 0 < split < 1:
            raise CommandError("--split lies between 0 and 1.")
        cases = read(file) if file else [(title, text, label) for title, text, label, _code, _at in dispatches()]
        cut = round(len(cases) * split)
        if cut == len(cases) or cut == 0:
            raise CommandError(f"{len(cases)} cases are too few to learn from a part and to test on the rest.")
        try:
            score = measure(cases[:cut], cases[cut:])
        except TooFew as error:
            raise CommandError(f"Nothing can be learned: {error}.") from error
        rounded = {name: round(value, 4) for name, value in asdict(score).items()}
        if options["json"]:
            self.stdout.write(json.dumps(rounded))
        else:
            self.stdout.write("\n".join(f"{name:9} {value}" for name, value in rounded.items()))


def read(file):
    """``[(title, text, label)]`` of a file, the earliest first; raises CommandError with the line that is wrong."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error
    rows = [_case(line, f"{file}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    rows.sort(key=lambda row: row[0])
    return [row[1:] for row in rows]


def _case(line, place):
    try:
        row = json.loads(line)
    except ValueError as error:
        raise CommandError(f"{place}: not JSON ({error}).") from error
    if not isinstance(row, dict) or (absent := [name for name in FIELDS if not isinstance(row.get(name), str)]):
        names = ", ".join(absent) if isinstance(row, dict) else "an object"
        raise CommandError(f"{place}: {names} is missing, or is not text.")
    if not row["label"].strip():
        raise CommandError(f"{place}: the label is empty.")
    return _moment(row["at"], place), row["title"], row["text"], row["label"].strip()


def _moment(text, place):
    try:
        moment = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError as error:
        raise CommandError(f"{place}: {text!r} is no date (ISO 8601).") from error
    return moment.replace(tzinfo=None)
