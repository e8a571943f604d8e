"""Processes and servers that a drill starts, kills, stops and hangs; nothing of them outlives the drill."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import uuid
from types import SimpleNamespace

import psutil
from django.conf import settings

from portal.embedded.account import server_account
from portal.embedded.children import portal_children
from portal.embedded.keeper import Keeper
from portal.embedded.layout import Layout
from portal.embedded.locks import exclusive
from portal.embedded.processes import dies_with_parent

#: Seconds that a drill waits for a condition; generous, because machines that test are loaded.
PATIENCE = 180


def until(condition, what, *, seconds=PATIENCE, every=0.05):
    """Return what ``condition()`` answers once it is true; fails with ``what`` after ``seconds``."""
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while True:
        if answer := condition():
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        pause.wait(every)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def remove_leftovers():
    """Remove the clusters of drills whose test run was killed before it could do it."""
    for folder in settings.VAR_DIR.glob("drill-*-*"):
        owner = folder.name.split("-")[1]
        if owner.isdecimal() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


class Server:
    """One embedded server of a cluster of its own, without a keeper process: the drill decides when it runs."""

    def __init__(self, kind):
        remove_leftovers()
        layout = Layout(settings.VAR_DIR, f"drill-{os.getpid()}-{uuid.uuid4().hex[:6]}")
        layout.make()
        with exclusive(layout.home / "setup.lock"):
            self.keeper = Keeper(kind(layout, server_account()))
            self.program = self.keeper.server
            self.program.prepare()
        self.layout = layout

    def start(self):
        self.keeper.start()
        self.program.finish()
        return self

    def hang(self):
        """Let the server stand still with its sockets open (SIGSTOP)."""
        self.keeper.child.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.keeper.child.send_signal(signal.SIGCONT)

    def stop(self):
        """End the server; every connection breaks."""
        if self.keeper.child is not None and self.keeper.child.poll() is None:
            self.go_on()
        self.keeper.end()

    def remove(self):
        self.stop()
        subprocess.run(["rm", "-rf", self.layout.root], check=True)


class Crew:
    """The portal's processes in the installed form, each in a group of its own, with their logs in ``folder``."""

    def __init__(self, folder, *, database, valkey, mail_port, clock=""):
        self.folder = folder
        self.port = free_port()
        self.running = {}
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "tests.drills.settings",
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": database,
            "REDIS_URL": f"redis+socket://{valkey}",
            "CACHE_URL": f"unix://{valkey}?db=1",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "HTTPS": "0",
            "VAR_DIR": str(folder / "var"),
            "DRILL_CLOCK": clock,
        }
        self.commands = self._commands()

    def _commands(self):
        """The commands of ``manage.py up``, with the files of beat in the folder of the drill."""
        schedule = str(settings.EMBEDDED_LAYOUT.root / "beat-schedule")
        return {
            child.name: SimpleNamespace(
                words=[str(self.folder / "beat-schedule") if word == schedule else word for word in child.command],
                environment=child.environment,
            )
            for child in portal_children("127.0.0.1", self.port)
        }

    def start(self, kind, *more, name="", prepare=None):
        """Start ``web``, ``worker`` or ``beat`` under ``name``; ``more`` are further words of the command line."""
        name, command = name or kind, self.commands[kind]
        words = [*command.words, *more]
        if kind == "beat" and name != kind:
            words = [f"{word}-{name}" if word.endswith("beat-schedule") else word for word in words]
        shared = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "EMBEDDED_"))}
        arrange = dies_with_parent(signal.SIGKILL)

        def before():
            arrange()
            if prepare:
                prepare()

        with self.log(name).open("ab") as output:
            self.running[name] = subprocess.Popen(
                words,
                cwd=settings.BASE_DIR,
                env=shared | command.environment | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=before,  # noqa: PLW1509  (one or two system calls)
            )
        return psutil.Process(self.running[name].pid)

    def look_after(self, *names):
        """Start again what ended by itself, as ``manage.py up`` and the containers do."""
        for name in names:
            if self.running[name].poll() is not None:
                self.start(name)

    def log(self, name):
        return self.folder / f"{name}.log"

    def lines(self, name, *words):
        """Lines of a process's log that hold all ``words``."""
        if not self.log(name).exists():
            return []
        return [
            line for line in self.log(name).read_text(errors="replace").splitlines() if all(w in line for w in words)
        ]

    def kill(self, name):
        """``kill -9`` of the process and everything that it started; returns when all of it is gone."""
        process = self.running.pop(name)
        family = [process.pid, *(child.pid for child in psutil.Process(process.pid).children(recursive=True))]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        until(lambda: not any(map(is_alive, family)), f"{name} is gone")

    def end(self):
        for process in self.running.values():
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        for process in self.running.values():
            process.wait()

    def last_words(self, most=15):
        """The ends of all logs, for the report of a drill that failed."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(
            f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-most:]) for log in logs
        )


def is_alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
