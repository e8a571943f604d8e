"""Times what workers do: the roster, the sweep of the outbox, the digests of a morning."""

import csv
import multiprocessing
import tempfile
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from enterprises import uscc
from portal.accounts.models import User
from portal.common import bulk, workdays
from portal.notifications.delivery import deliver_due
from portal.notifications.enums import Event, MailState
from portal.notifications.models import Notification
from portal.places.models import Town
from stewards.roster.columns import COLUMNS
from stewards.roster.staging import import_roster

from . import postbox

#: Messages that wait when the sweep is timed.
MESSAGES = 1000
#: Unread messages of each steward in a morning's digest.
EACH = 3


@dataclass(frozen=True)
class Job:
    """One piece of work: how long it took and over how many rows."""

    name: str
    seconds: float
    rows: int

    def as_json(self):
        return asdict(self) | {"seconds": round(self.seconds, 2)}


def vacuum():
    """Let the planner know what stands in the tables now."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def run(enterprises, stewards):
    """Yield the jobs one after the other."""
    yield from _rosters(enterprises, stewards)
    with (
        post_office() as address,
        override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST=address[0], EMAIL_PORT=address[1]
        ),
    ):
        yield from _mail(stewards)


# --- The roster ------------------------------------------------------------------------------------------------------
def _rosters(enterprises, stewards):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        write_roster(path, enterprises, stewards)
        for name, options in (
            ("import_roster --dry-run", {"dry_run": True}),
            ("import_roster", {}),
            ("import_roster again", {}),
        ):
            began = perf_counter()
            report = import_roster(path, **options)
            yield Job(name, perf_counter() - began, report.rows)


def write_roster(path, enterprises, stewards):
    """Write a roster of new firms, each with a contact, ten to a steward until all stewards have some."""
    towns = list(Town.objects.select_related("district").order_by("pk"))
    each = max(1, min(10, enterprises // stewards + 1))
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        keys = [column.key for column in COLUMNS]
        rows.writerow(keys)
        for number in range(enterprises):
            steward = number // each
            town = towns[steward % len(towns)]
            row = {
                "name": f"上海基准{number:06d}科技有限公司", "uscc": uscc.make(f"{90_000_000 + number:08d}"),
                "district": town.district.name, "street": town.name, "industry": "6510", "ownership": "民营",
                "level": "区级", "registered_capital": 500 + number % 900, "employees": 20 + number % 300,
                "revenue": 3000 + number % 7000, "assets": 2000 + number % 5000, "founded_on": "2011-03-15",
                "tags": "高新技术企业", "registered_address": f"{town.name}基准路{number % 900 + 1}号",
                "contact_name": f"联系人{number:06d}", "contact_phone": f"139{number:08d}",
                "contact_email": f"c{number}@example.cn", "steward_no": f"BENCH{steward:05d}",
                "steward_name": f"管家{steward:05d}", "steward_phone": f"137{steward:08d}", "steward_unit": town.name,
            }  # fmt: skip
            rows.writerow([row.get(key, "") for key in keys])


# --- Mail ------------------------------------------------------------------------------------------------------------
def _mail(stewards):
    morning = workdays.next_working_moment(timezone.now() + timedelta(days=1))
    people = list(User.objects.filter(steward__isnull=False).exclude(email="").order_by("pk")[:stewards])
    single = [people[number % len(people)] for number in range(MESSAGES)]
    yield _delivered("sweep", _waiting(single, morning, "sweep", held=False), morning)
    several = [person for person in people for _each in range(EACH)]
    yield _delivered("digest", _waiting(several, morning, "digest", held=True), morning, letters=len(people))


def _waiting(people, moment, key, *, held):
    """Write messages that are due at ``moment``; those ``held`` over night go as one digest a person."""
    rows = [
        Notification(
            recipient=person, event=Event.PROMISE_SOON, key=f"bench:{key}:{number}", title=f"基准消息 {number}",
            text="上海基准科技有限公司", url="/appeals/", mail_state=MailState.PENDING, next_try_at=moment,
        )
        for number, person in enumerate(people)
    ]  # fmt: skip
    Notification.objects.filter(key__startswith="bench:").delete()
    bulk.create(rows)
    Notification.objects.filter(key__startswith=f"bench:{key}:").update(
        created_at=moment - timedelta(hours=10 if held else 0)
    )
    return len(rows)


def _delivered(name, rows, moment, letters=None):
    began = perf_counter()
    sent = 1
    while sent:
        sent, _failed = deliver_due(now=moment)
    return Job(name, perf_counter() - began, letters or rows)


class post_office:  # noqa: N801 -- used like a function
    """A mail server that takes everything, in a process of its own; gives its ``(host, port)``."""

    def __enter__(self):
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        self.process = context.Process(target=postbox.serve, args=(theirs,), daemon=True)
        self.process.start()
        return "127.0.0.1", ours.recv()

    def __exit__(self, *error):
        self.process.terminate()
        self.process.join()
