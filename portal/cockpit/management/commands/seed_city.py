"""``manage.py seed_city``: the demo city in an empty database, the same for the same seed and day."""

import time
from datetime import date, datetime
from datetime import time as clock_time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.cockpit.demo.city import LEAST, City, NotEmpty, Size, obstacle, summary
from portal.common.workdays import SHANGHAI


class Command(BaseCommand):
    help = "Build the demo city in an empty database: bodies, people, enterprises, stewards and a year of appeals."

    def add_arguments(self, parser):
        parser.add_argument("--enterprises", type=int, default=34000)
        parser.add_argument("--stewards", type=int, default=4449)
        parser.add_argument("--appeals", type=int, default=7393)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day on which the city stands, at 10:30 (default: now)"
        )

    def handle(self, *, enterprises, stewards, appeals, seed, today, verbosity, **options):
        size = Size(enterprises, stewards, appeals)
        self._refuse_impossible(size)
        began = time.monotonic()

        def say(line):
            if verbosity:
                self.stdout.write(f"{time.monotonic() - began:6.1f} s  {line}")
                self.stdout.flush()

        now = datetime.combine(today, clock_time(10, 30), SHANGHAI) if today else timezone.now()
        try:
            City(size, seed, now, say).build()
        except NotEmpty as refusal:
            raise CommandError(str(refusal)) from refusal
        say("the demo city stands")
        if verbosity:
            for label, figure in summary():
                self.stdout.write(f"{label:24} {figure:>9}")

    def _refuse_impossible(self, size):
        for name, least in LEAST.items():
            if getattr(size, name) < least:
                raise CommandError(f"A demo city has at least {least} {name}.")
        if size.stewards * 2 > size.enterprises:
            raise CommandError("A demo city has at least two enterprises for each steward.")
        if sentence := obstacle():
            raise CommandError(sentence)
