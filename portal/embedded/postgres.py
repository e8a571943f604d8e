"""The embedded PostgreSQL: its data folder, its command line, and when it is ready."""

import os
import shutil
import signal
import subprocess

import psutil

from .account import as_account
from .layout import EmbeddedError, private_folder
from .processes import is_ours
from .programs import postgres_programs

USER = "portal"
DATABASE = "portal"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "300",
    "jit": "off",
    "shared_buffers": "192MB",
    "max_wal_size": "2GB",
    "max_parallel_workers_per_gather": "0",  # two cores, and containers give /dev/shm 64 MB
    "log_min_messages": "warning",
    "log_timezone": "Asia/Shanghai",
    "log_error_verbosity": "terse",  # the values of a refused row are personal data
    "log_min_error_statement": "panic",
}
#: The cluster of the tests, and what it does without: nothing in it outlives them.
TESTS = "test"
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres:
    """One PostgreSQL server on a Unix socket, trusted because only its user and root may enter the socket's folder."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": ends sessions, writes a checkpoint

    def __init__(self, layout, account):
        self.layout, self.account = layout, account
        self.folder = layout.data(self.name)
        self.data = self.folder / "data"
        self.run = layout.run(self.name)
        self.socket = self.run / ".s.PGSQL.5432"
        self.programs = None

    def prepare(self):
        """Make what the server needs to start; safe to repeat, and after an interruption at any point."""
        self.programs = postgres_programs(self.layout.home, self.account)
        private_folder(self.folder, self.account)
        private_folder(self.run, self.account)
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        self._same_version()
        for left in ("", ".lock"):
            (self.run / f".s.PGSQL.5432{left}").unlink(missing_ok=True)
        self._forget_reused_pid()

    def _forget_reused_pid(self):
        """Drop a pid file whose number now belongs to some other program; PostgreSQL itself handles a dead one."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if psutil.pid_exists(pid) and not is_ours(pid, self):
            pid_file.unlink()

    def _initdb(self):
        half = self.folder / "data.part"
        shutil.rmtree(half, ignore_errors=True)
        self._run(
            "initdb", "-D", half, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"
        )
        half.rename(self.data)

    def _same_version(self):
        made_by = (self.data / "PG_VERSION").read_text().strip()
        runs = self._run("postgres", "--version").split()[-1].split(".")[0]
        if made_by != runs:
            raise EmbeddedError(
                f"The data in {self.data} was made by PostgreSQL {made_by}, and this is {runs}: see docs/operations.md."
            )

    def _run(self, program, *arguments):
        run = subprocess.run(
            [self.programs / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **as_account(self.account),
        )
        if run.returncode:
            raise EmbeddedError(f"{program} failed: {run.stderr.strip().splitlines()[-1:] or run.returncode}")
        return run.stdout

    def command(self):
        options = SETTINGS | {"unix_socket_directories": str(self.run), "unix_socket_permissions": "0700"}
        if self.layout.cluster == TESTS:
            options |= THROWAWAY
        pairs = [argument for name, value in options.items() for argument in ("-c", f"{name}={value}")]
        return [self.programs / "postgres", "-D", self.data, *pairs]

    def is_ready(self, pid):
        """Return whether the server with this process id takes connections (its own word, line 8 of its pid file)."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def finish(self):
        """Create the database on the first start."""
        marker = self.folder / "database"
        if not marker.exists():
            try:
                self._run("createdb", "-h", self.run, "-U", USER, DATABASE)
            except EmbeddedError as error:
                if "already exists" not in str(error):
                    raise
            marker.touch()
            if self.account:
                os.chown(marker, self.account.uid, self.account.gid)
