"""gunicorn with several workers, a worker and beat as they really run: what they count, log and mark."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest
from django.conf import settings as django_settings
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

pytestmark = pytest.mark.drill

TOKEN = "a-long-token-of-the-watcher"
LOGINS = ("django_http_responses_total_by_status_view_method_total", "GET", "200", "account_login")


class Process:
    """A program of the portal on the database of this test run, with its log in a file."""

    def __init__(self, log, command, **environment):
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                cwd=django_settings.BASE_DIR,
                env=os.environ
                | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PORTAL_TEST_DATABASE": connection.settings_dict["NAME"]}
                | environment,
                stdout=output,
                stderr=output,
            )

    def end(self):
        self.process.terminate()
        self.process.wait(60)

    def lines(self):
        """The lines of the log that are objects."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]


@pytest.fixture
def start(transactional_db, tmp_path):
    started = []

    def begin(name, *command, **environment):
        started.append(Process(tmp_path / f"{name}.log", command, **environment))
        return started[-1]

    yield begin
    for process in started:
        if process.process.poll() is None:
            process.end()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def asked(port, path, **headers):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  (ours)
        return answer.read().decode(), answer.headers


def answers(port):
    try:
        return asked(port, "/healthz")[0] == "ok"
    except OSError:
        return False


def logins(port):
    """How many pages of the sign-in the answering worker knows of."""
    text, _headers = asked(port, "/metrics", Authorization=f"Bearer {TOKEN}")
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if (sample.name, *sorted(sample.labels.values())) == (LOGINS[0], *sorted(LOGINS[1:])):
                return sample.value
    return 0


def test_every_worker_of_gunicorn_answers_for_all_and_a_dead_one_is_not_forgotten(start, until, tmp_path):
    port = free_port()
    program = Path(sys.executable).parent / "gunicorn"
    web = start(
        "web", program, "--config", django_settings.BASE_DIR / "portal" / "gunicorn_conf.py",
        "--bind", f"127.0.0.1:{port}", "--workers", "2", METRICS_TOKEN=TOKEN, ACCESS_LOG="1", TMPDIR=str(tmp_path),
    )  # fmt: skip
    until(lambda: answers(port), 60)
    until(lambda: len(psutil.Process(web.process.pid).children()) == 2)
    for _page in range(20):
        asked(port, "/accounts/login/?token=geheim", **{"X-Request-ID": "drill-12345678"})
    assert {logins(port) for _scrape in range(8)} == {20}
    text, _headers = asked(port, "/metrics", Authorization=f"Bearer {TOKEN}")
    wanted = set(re.findall(r"django_http_\w+", (django_settings.BASE_DIR / "docs" / "alerts.yml").read_text("utf-8")))
    assert not [name for name in wanted if f"\n{name}{{" not in text]

    child = psutil.Process(web.process.pid).children()[0]
    child.kill()
    until(lambda: not child.is_running() and len(psutil.Process(web.process.pid).children()) == 2, 60)
    for _page in range(5):
        asked(port, "/accounts/login/")
    assert logins(port) == 25
    (folder,) = tmp_path.glob("portal-metrics-*")
    assert sorted(path.name for path in folder.glob("counter_*")) == ["counter_0.db", "counter_1.db"]

    web.end()
    assert not folder.exists()
    words = web.log.read_text("utf-8")
    assert "geheim" not in words
    assert len(web.lines()) == len(words.splitlines())
    access = [line for line in web.lines() if line["event"] == "access" and "token=***" in line["path"]]
    finished = [line for line in web.lines() if line["event"] == "request_finished"]
    assert len(access) == 20 and {line["request_id"] for line in access} == {"drill-12345678"}
    assert {"drill-12345678"} < {line["request_id"] for line in finished}


def test_a_worker_shows_that_it_lives_and_leaves_nothing_behind(start, until, tmp_path):
    alive = tmp_path / "alive"
    worker = start(
        "worker", sys.executable, "-m", "celery", "--app", "portal.celery", "worker", "--concurrency", "1",
        "--loglevel", "INFO", WORKER_ALIVE_FILE=str(alive),
    )  # fmt: skip
    until(alive.exists, 90)
    first = alive.stat().st_mtime_ns
    until(lambda: alive.stat().st_mtime_ns > first, 60)
    os.kill(worker.process.pid, signal.SIGTERM)
    worker.process.wait(60)
    assert not alive.exists()


def test_beat_marks_every_turn(start, until, tmp_path):
    mark = django_settings.MARKS_DIR / "beat"
    mark.unlink(missing_ok=True)
    start(
        "beat", sys.executable, "-m", "celery", "--app", "portal.celery", "beat",
        "--schedule", tmp_path / "schedule", "--pidfile", "",
    )  # fmt: skip
    until(mark.exists, 60)
