"""PostgreSQL ends without a word (``pg_ctl stop -m immediate``) while twenty people submit appeals."""

import re
import subprocess
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from portal.common.once import FIELD
from portal.embedded.account import as_account
from portal.embedded.children import web_is_ready
from portal.embedded.postgres import Postgres
from portal.notifications.delivery import LEASE
from tests import world as worlds
from tests.drills.visitor import Visitor
from tests.plugins.machines import Server, until

#: While every thread waits for the database, others are told that the portal is busy.
BUSY = "访问量过大"
CLIENTS = 20
TOKEN = re.compile(rf'name="{FIELD}" value="([^"]+)"')
#: Seconds from the server's return to the first appeal that is taken again.
LONGEST_RETURN = 60


@pytest.fixture
def postgres():
    """A server of its own that keeps its promises (fsync, synchronous commit), unlike the one of the tests."""
    server = Server(Postgres)
    yield server.start()
    server.remove()


def copy_database(server):
    """Copy the database of this test run, as it is now, into ``server``."""
    source = connection.settings_dict
    dump = [server.program.programs / "pg_dump", "-h", source["HOST"], "-U", "portal", "-N", "kept", source["NAME"]]
    load = [server.program.programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", server.program.run, "-U", "portal"]
    done = subprocess.run(dump, capture_output=True, check=True)
    subprocess.run([*load, "portal"], input=done.stdout, stdout=subprocess.DEVNULL, check=True)


def stop_immediately(server):
    program = server.program
    subprocess.run(
        [program.programs / "pg_ctl", "stop", "-m", "immediate", "-D", program.data],
        check=True,
        capture_output=True,
        cwd="/",
        **as_account(program.account),
    )
    server.keeper.child.wait()


class Client:
    """Submits one appeal after the other, and sends the same form again until it is answered."""

    def __init__(self, visitor, name, category):
        self.visitor, self.name, self.category = visitor, name, category
        self.acknowledged, self.errors = {}, []

    def run(self, is_over):
        while not is_over():
            self.submit(f"{self.name} appeal {len(self.acknowledged)}")
        self.submit(f"{self.name} appeal {len(self.acknowledged)}")

    def submit(self, title):
        """Fill in the pages of one appeal; every form carries the token of the first page."""
        self.token = TOKEN.search(self.insist("/appeals/new/"))[1]
        text = self.insist("/appeals/new/", {"category": self.category})
        self.insist(text, {"title": title, "text": "停电三天，生产线停了。"})
        self.insist(text.replace("/text/", "/options/"), {"urgency": "urgent"})
        sent = self.insist(text.replace("/text/", "/check/"), {"first": "steward"})
        self.acknowledged[title] = sent.split("/")[2]

    def insist(self, path, data=None):
        """Ask again, with the same token, until there is an answer: the page, or where a sent form leads."""

        def once():
            answer = self.visitor.post(path, data | {FIELD: self.token}) if data else self.visitor.get(path)
            if answer.status in (200, 302):
                return answer.location or answer.text
            self.errors.append(answer)
            return ""

        return until(once, f"{path} is taken", every=0.2)


def test_nothing_acknowledged_is_lost_and_nothing_exists_twice(crew_on, postgres, post, tell_people):
    world = worlds.build()
    people = [worlds.contact_of(world.firm, f"Client {number}") for number in range(CLIENTS)]
    crew = crew_on(postgres.program.run, "portal")
    base = f"http://127.0.0.1:{crew.port}"
    clients = [Client(Visitor(person, base), person.name, world.category.pk) for person in people]
    copy_database(postgres)
    for process in ("web", "worker", "beat"):
        crew.start(process)
    until(lambda: web_is_ready("127.0.0.1", crew.port), "the web answers")
    over = threading.Event()

    def acknowledged():
        return sum(len(client.acknowledged) for client in clients)

    with ThreadPoolExecutor(CLIENTS) as pool:
        try:
            running = [pool.submit(client.run, over.is_set) for client in clients]
            until(lambda: acknowledged() >= CLIENTS, "the first appeals are taken")
            stop_immediately(postgres)
            stopped_at = timezone.now()
            until(lambda: all(client.errors for client in clients), "everybody met an error")
            before = acknowledged()
            postgres.start()
            began = time.monotonic()
            until(lambda: acknowledged() > before, "appeals are taken again")
            took = time.monotonic() - began
        finally:
            over.set()
        for one in running:
            one.result()
    errors = [error for client in clients for error in client.errors]
    slowest = max(error.seconds for error in errors)
    tell_people(f"PostgreSQL stopped: {acknowledged()} appeals of {CLIENTS} clients, {before} of them before, all kept")
    tell_people(f"PostgreSQL stopped: {len(errors)} error pages, the slowest after {slowest:.1f} s")
    tell_people(f"PostgreSQL back: the first appeal is taken after {took:.1f} s")
    assert_kept(postgres, clients)
    let_leases_run_out(postgres, stopped_at)
    until(lambda: not untold(postgres), "the steward is told of every appeal", seconds=180)
    assert set(post.times.values()) <= {1, 2}
    assert {error.status for error in errors} == {503}
    assert all(("数据库" in error.text and "草稿" in error.text) or BUSY in error.text for error in errors)
    assert took < LONGEST_RETURN


def assert_kept(server, clients):
    """Every acknowledged appeal is there under its number, each title once, and no form began two drafts."""
    with psycopg.connect(host=str(server.program.run), user="portal", dbname="portal") as own:
        rows = own.execute("SELECT title, number FROM appeals_appeal WHERE number IS NOT NULL").fetchall()
        (drafts,) = own.execute("SELECT count(*) FROM appeals_appeal WHERE number IS NULL").fetchone()
    promised = {title: number for client in clients for title, number in client.acknowledged.items()}
    assert set(Counter(title for title, _number in rows).values()) == {1}
    assert dict(rows) == promised
    assert drafts == 0


def let_leases_run_out(server, stopped_at):
    """Put the leases of letters that the end of the server cut off into the past, instead of waiting five minutes."""
    with psycopg.connect(host=str(server.program.run), user="portal", dbname="portal") as own:
        own.execute(
            "UPDATE notifications_notification SET leased_until = now() WHERE mail_state = 'sending'"
            " AND leased_until <= %s",
            [stopped_at + LEASE],
        )


def untold(server):
    """Numbers of appeals that the steward was not told of by mail, or not once."""
    with psycopg.connect(host=str(server.program.run), user="portal", dbname="portal") as own:
        return own.execute(
            "SELECT number FROM appeals_appeal a WHERE number IS NOT NULL AND 1 <> (SELECT count(*) FROM"
            " notifications_notification n WHERE n.event = 'appeal_submitted' AND n.mail_state = 'sent'"
            " AND n.url = '/appeals/' || a.number || '/')"
        ).fetchall()
