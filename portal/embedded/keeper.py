"""The owner of one server: starts it, restarts it when it dies, stops it when nobody uses it any more.

``python -m portal.embedded.keeper SERVER HOME CLUSTER`` writes one line to its standard output, ``ready`` or a sentence
that says why not, and lives on in its own session.
"""

import fcntl
import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

from .account import as_account, server_account
from .layout import EmbeddedError, Layout
from .locks import exclusive, open_lock
from .postgres import Postgres
from .processes import dies_with_parent, end_leftover
from .valkey import Valkey

SERVERS = {server.name: server for server in (Postgres, Valkey)}
START_SECONDS = 90
STOP_SECONDS = 30
LOG_LIMIT = 10_000_000


class Keeper:
    """Holds the keeper lock for its life; the users' lock tells it when to go."""

    def __init__(self, server):
        self.server = server
        self.layout = server.layout
        self.pid_file = self.layout.root / f"{server.name}.pid"
        self.stopping = False
        self.wake = os.pipe()
        self.child = None

    def start(self):
        """Start the server and return when it is ready; raises :class:`EmbeddedError` with its last words."""
        self._end_leftover()
        self.server.prepare()
        log = self.layout.log(self.server.name)
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.unlink()
        with log.open("ab") as output:
            self.child = subprocess.Popen(
                self.server.command(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                start_new_session=True,
                preexec_fn=dies_with_parent(self.server.stop_signal),  # noqa: PLW1509  (one system call)
                **as_account(self.server.account),
            )
        self.pid_file.write_text(str(self.child.pid))
        waited = threading.Event()
        for _ in range(START_SECONDS * 50):
            if self.child.poll() is not None:
                raise EmbeddedError(f"The {self.server.name} server did not start; its last words are in {log}.")
            if self.server.is_ready(self.child.pid):
                return
            waited.wait(0.02)
        self.end()
        raise EmbeddedError(f"The {self.server.name} server was not ready after {START_SECONDS} seconds; see {log}.")

    def _end_leftover(self):
        try:
            pid = int(self.pid_file.read_text())
        except (OSError, ValueError):
            return
        end_leftover(pid, self.server, STOP_SECONDS)

    def end(self):
        """Stop the server: politely, and after a while by force."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(self.server.stop_signal)
        try:
            self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def leave_when_unused(self):
        """Wait in a thread for the users' lock: the kernel gives it when the last user is gone."""
        descriptor = open_lock(self.layout.lock(self.server.name, "users"))

        def wait():
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self.leave()

        threading.Thread(target=wait, daemon=True).start()

    def leave(self, *_):
        """Ask the server to stop. Called by a signal or by the waiting thread: it sets a flag and writes a byte."""
        self.stopping = True
        os.write(self.wake[1], b".")
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(self.server.stop_signal)

    def keep(self):
        """Stay until asked to leave; a server that dies before that is started again, with growing pauses."""
        pause = 0.1
        while not self.stopping:
            self.child.wait()
            if self.stopping or select.select([self.wake[0]], [], [], pause)[0]:
                break
            pause = min(pause * 2, 10)
            try:
                self.start()
            except EmbeddedError as error:
                sys.stderr.write(f"{error}\n")
                sys.stderr.flush()
        self.end()
        self.pid_file.unlink(missing_ok=True)


def say(answer):
    """Tell the process that started this one, and that waits for this line."""
    sys.stdout.write(f"{answer}\n")
    sys.stdout.flush()


def main(name, home, cluster):
    """Run the keeper of server ``name``; returns the exit status."""
    layout = Layout(Path(home), cluster)
    fcntl.flock(open_lock(layout.lock(name, "keeper")), fcntl.LOCK_EX)
    os.chdir("/")
    try:
        with exclusive(layout.home / "setup.lock"):
            keeper = Keeper(SERVERS[name](layout, server_account()))
            keeper.server.prepare()
        keeper.start()
        keeper.server.finish()
    except (EmbeddedError, OSError) as error:
        say(error)
        return 1
    signal.signal(signal.SIGTERM, keeper.leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keeper.leave_when_unused()
    say("ready")
    with layout.log(f"{name}.keeper").open("ab") as log, Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    keeper.keep()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
