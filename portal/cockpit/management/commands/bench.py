"""``manage.py bench``: how fast the pages and the jobs are, at city size, in a database of its own."""

import json
import logging

from django.core.management.base import BaseCommand

from portal.cockpit.bench import ground, report


class Command(BaseCommand):
    help = "Measure pages and jobs at city size in a scratch database; the portal's own data is not touched."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
        parser.add_argument("--rounds", type=int, default=40, help="requests per page (default: 40)")
        parser.add_argument("--enterprises", type=int, default=34000)
        parser.add_argument("--stewards", type=int, default=4449)
        parser.add_argument(
            "--appeals", type=int, default=report.CITY_CASES,
            help="more than the city's own: grown in a database that is kept, and held against the city",
        )  # fmt: skip
        parser.add_argument("--overdue", type=int, default=10_000, help="cases that the sweep escalates")
        parser.add_argument(
            "--rows", type=int, default=0, help="measure the lists again with so many appeals, say 1000000"
        )
        parser.add_argument("--pages", default="", help="only pages whose name holds this text; no jobs")
        parser.add_argument(
            "--loops", type=int, default=8, help="seconds at each rate of the search for full loops a second; 0: none"
        )
        parser.add_argument("--keep", action="store_true", help="keep the database for the next run")

    def handle(self, *, json: bool, keep, **options):
        logging.disable(logging.WARNING)
        grown = options["appeals"] > report.CITY_CASES
        name = f"{ground.NAME}_{options['appeals']}" if grown else ground.NAME
        with ground.own_database(keep=keep or grown, name=name), ground.own_settings():
            run = report.run_grown if grown else report.run
            found = run(say=self.stderr.write, **options)
        self.stdout.write(found.as_text() if not json else _compact(found.as_json()))


def _compact(document):
    return json.dumps(document, ensure_ascii=False)
