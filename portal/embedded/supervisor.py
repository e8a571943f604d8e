"""The processes of ``manage.py up``: started together, restarted when they die, stopped in order, none left behind."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from .keeper import LOG_LIMIT
from .processes import dies_with_parent
from .signals import SignalQueue

STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
LONGEST_PAUSE = 30
#: A child that lived this many seconds is in good health again: its next restart is immediate.
HEALTHY_SECONDS = 60


@dataclass
class Child:
    """One process with its own group, so that what it started ends with it."""

    name: str
    command: list
    log: Path
    environment: dict = field(default_factory=dict)
    patience: int = 15
    process: subprocess.Popen | None = None
    pause: float = 0.0
    started: float = 0.0
    due: float = 0.0

    def start(self):
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.unlink()
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=os.environ | self.environment,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509  (one system call)
            )
        self.started = time.monotonic()

    def look_after(self):
        """Start the process again if it died; return a sentence when there is something to say."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self._kill_group()
            self.pause = 0.5 if now - self.started > HEALTHY_SECONDS else min(self.pause * 2 + 0.5, LONGEST_PAUSE)
            self.due = now + self.pause
            status, self.process = self.process.returncode, None
            return f"{self.name} ended with status {status}; it starts again in {self.pause:.1f} s (see {self.log})."
        if self.process is None and now >= self.due:
            self.start()
        return ""

    def stop(self):
        """End the process politely, then whatever is left of its group by force."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._kill_group()

    def _kill_group(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


class Supervisor:
    """Runs children until SIGINT, SIGTERM or SIGHUP. ``say`` takes a line for the person at the terminal."""

    def __init__(self, children, *, say, every_round):
        self.children, self.say, self.every_round = children, say, every_round
        self.signals = SignalQueue(*STOP_SIGNALS, signal.SIGCHLD)

    def run(self, *, is_ready, ready):
        """Start all, call ``ready`` once ``is_ready()`` is true, and look after them until asked to stop."""
        announced = False
        try:
            for child in self.children:
                child.start()
            while not STOP_SIGNALS & self.signals.wait(1.0 if announced else 0.1):
                for child in self.children:
                    if news := child.look_after():
                        self.say(news)
                if announced:
                    self.every_round()
                elif is_ready():
                    announced = True
                    ready()
        finally:
            self.stop()

    def stop(self):
        """Stop the children in their order; more signals meanwhile change nothing."""
        for child in self.children:
            self.say(f"Stopping {child.name} …")
            child.stop()
