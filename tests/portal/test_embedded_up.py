"""``manage.py up`` as a person meets it: started, stopped, killed."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
import uuid

import psutil
import pytest
from django.conf import settings

from .test_embedded import until

pytestmark = pytest.mark.drill


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Up:
    """One ``manage.py up`` in a cluster of the drills, without the demo city."""

    def __init__(self, cluster):
        self.cluster, self.process = cluster, None

    def start(self, port):
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env=environment | {"EMBEDDED_CLUSTER": self.cluster},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self

    def wait_until_ready(self):
        for line in self.process.stdout:
            if "The portal is ready" in line:
                return self
        return pytest.fail(f"not ready: {self.process.stderr.read()}")

    def family(self):
        """Every process of this start: children of the command, and the keepers with their servers."""
        own = psutil.Process(self.process.pid)
        keepers = [
            process
            for process in psutil.process_iter(["cmdline"])
            if self.cluster in " ".join(process.info["cmdline"] or [])
        ]
        return {own, *own.children(recursive=True), *keepers}

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
        if self.process is not None:
            self.process.communicate()


@pytest.fixture(scope="module")
def cluster():
    """One cluster for all: the first start makes and migrates it, each later one finds what the last one left."""
    name = f"drill-{uuid.uuid4().hex[:6]}"
    yield name
    subprocess.run(["rm", "-rf", settings.VAR_DIR / name], check=True)


@pytest.fixture
def up(cluster):
    own = Up(cluster)
    yield own
    own.end()


def gone(family):
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in family)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_everything_in_order_and_leaves_no_process(up, number):
    port = free_port()
    up.start(port).wait_until_ready()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
        assert answer.status == 200
    family = up.family()
    assert len(family) >= 8
    up.process.send_signal(number)
    last_words, _errors = up.process.communicate(timeout=60)
    assert up.process.returncode == 0
    order = [line.split()[1] for line in last_words.splitlines() if line.startswith("Stopping")]
    assert order == ["web", "beat", "worker", "valkey", "postgres"]
    assert gone(family)


def test_a_killed_supervisor_leaves_no_process_and_the_next_start_recovers(up):
    up.start(free_port()).wait_until_ready()
    family = up.family()
    up.process.kill()
    up.process.communicate()
    until(lambda: gone(family), seconds=60)
    up.start(free_port()).wait_until_ready()


def line_of(process):
    """The command line; nothing of a process that is just dying."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def processes(up):
    """Web, worker and beat of this start, by name."""
    words = {"gunicorn": "web", "worker": "worker", "beat": "beat"}
    children = [(child, line_of(child)) for child in psutil.Process(up.process.pid).children()]
    return {name: child for child, line in children for word, name in words.items() if word in line}


def test_killed_web_worker_and_beat_are_started_again(up):
    port = free_port()
    up.start(port).wait_until_ready()
    first = processes(up)
    assert set(first) == {"web", "worker", "beat"}
    for process in first.values():
        process.kill()

    def all_are_back():
        now = processes(up)
        return set(now) == set(first) and not set(now.values()) & set(first.values())

    def answers():
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").status == 200
        except OSError:
            return False

    until(all_are_back, seconds=60)
    until(answers, seconds=60)


def test_a_taken_port_ends_the_start_with_one_sentence(up, unused_tcp_socket):
    port = unused_tcp_socket.getsockname()[1]
    _output, errors = up.start(port).process.communicate(timeout=60)
    assert up.process.returncode == 1
    assert errors == f"Port {port} is taken; choose another one: make run PORT={port + 1}\n"


def test_a_second_start_in_the_same_folder_is_refused_with_one_sentence(up):
    up.start(free_port()).wait_until_ready()
    second = Up(up.cluster)
    _output, errors = second.start(free_port()).process.communicate(timeout=60)
    assert second.process.returncode == 1
    assert errors == "The portal of this folder is already running; stop it there with Ctrl-C first.\n"
