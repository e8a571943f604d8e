"""``manage.py up``: everything the portal needs, until Ctrl-C."""

import io
import sys
import time
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from portal.embedded import preparation
from portal.embedded.children import portal_children, web_is_ready
from portal.embedded.layout import EmbeddedError
from portal.embedded.locks import open_lock, try_exclusive
from portal.embedded.servers import attach, leave
from portal.embedded.supervisor import Supervisor

ACCOUNTS = "contact steward liaison general dispatcher handler district city leader admin".split()


class Command(BaseCommand):
    help = "Start the portal: servers, migrations, demo city, web, worker and beat. Ctrl-C stops all of it."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--no-demo", action="store_true", help="an empty portal, without demo accounts")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *, no_demo, port, host, **options):
        self.started = time.monotonic()
        self._only_one()
        preparation.require_free(host, port)
        try:
            self._attach()
            with_city = settings.DEMO and not no_demo
            self._prepare(with_city)
            self._serve(host, port, with_city)
        except KeyboardInterrupt:
            self.say("Stopped before the portal was ready.")
        finally:
            self._leave()

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()

    @contextmanager
    def _step(self, title):
        began = time.monotonic()
        self.stdout.write(f"{title} … ", ending="")
        self.stdout.flush()
        try:
            yield
        except BaseException:
            self.say("not done.")
            raise
        self.say(f"{time.monotonic() - began:.1f} s")

    def _only_one(self):
        settings.EMBEDDED_LAYOUT.make()
        self.lock = open_lock(settings.EMBEDDED_LAYOUT.root / "up.lock")
        if not try_exclusive(self.lock):
            raise EmbeddedError("The portal of this folder is already running; stop it there with Ctrl-C first.")

    def _servers(self):
        embedded = {"postgres": settings.EMBEDDED_POSTGRES, "valkey": settings.EMBEDDED_VALKEY}
        return [name for name, is_embedded in embedded.items() if is_embedded]

    def _attach(self):
        for name in self._servers():
            with self._step(f"Starting {name}"):
                attach(settings.EMBEDDED_LAYOUT, name)

    def _leave(self):
        preparation.close_connections()
        for name in reversed(self._servers()):
            self.say(f"Stopping {name} …")
            leave(settings.EMBEDDED_LAYOUT, name)

    def _prepare(self, with_city):
        if with_city and preparation.seeding_was_interrupted():
            with self._step("Clearing a half-made demo city"):
                preparation.recreate_database()
        if preparation.has_migrations_to_apply():
            with self._step("Preparing the database"):
                call_command("check", databases=["default"], verbosity=0, stdout=io.StringIO(), stderr=io.StringIO())
                call_command("migrate", interactive=False, verbosity=0)
        if preparation.static_files_changed():
            with self._step("Preparing texts and static files"):
                preparation.collect_static()
        if with_city and "seed_city" in get_commands() and preparation.is_empty():
            with self._step("Building the demo city (a minute at most)"), preparation.seeding():
                call_command("seed_city", verbosity=0)
        preparation.close_connections()

    def _serve(self, host, port, with_city):
        def keep_servers():
            for name in self._servers():
                attach(settings.EMBEDDED_LAYOUT, name)

        supervisor = Supervisor(portal_children(host, port), say=self.say, every_round=keep_servers)
        supervisor.run(is_ready=lambda: web_is_ready(host, port), ready=lambda: self._announce(host, port, with_city))

    def _announce(self, host, port, with_city):
        seconds = time.monotonic() - self.started
        self.say(f"\nThe portal is ready after {seconds:.0f} s:  http://{host}:{port}/\n")
        if with_city:
            self.say(f"Demo accounts (password “demo”): {', '.join(ACCOUNTS)}")
        self.say(f"Logs: {settings.EMBEDDED_LAYOUT.root}    Ctrl-C stops everything.\n")
        sys.stdout.flush()
