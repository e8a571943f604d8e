import contextlib
import os
import signal
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

from portal.embedded.layout import SOCKET_PATH_LIMIT, EmbeddedError, Layout, home_of
from portal.embedded.preparation import require_free
from portal.embedded.secret import kept_secret
from portal.embedded.servers import attach, has_keeper, leave

USER = """
import sys
from pathlib import Path
from portal.embedded.layout import Layout
from portal.embedded.servers import attach
attach(Layout(Path(sys.argv[1]), sys.argv[2]), sys.argv[3])
print("attached", flush=True)
sys.stdin.read()
"""


def until(condition, seconds=30):
    """Wait until ``condition()`` is true; fails after ``seconds``."""
    pause = threading.Event()
    for _ in range(seconds * 50):
        if condition():
            return
        pause.wait(0.02)
    pytest.fail(f"not true after {seconds} s")


def keeper_of(layout, server):
    wanted = ["portal.embedded.keeper", server, str(layout.home), layout.cluster]
    found = [process for process in psutil.process_iter(["cmdline"]) if (process.info["cmdline"] or [])[-4:] == wanted]
    assert len(found) == 1, found
    return found[0]


def answers(layout):
    with psycopg.connect(host=str(layout.run("postgres")), user="portal", dbname="portal") as connection:
        return connection.execute(
            "SELECT similarity_is_possible FROM (SELECT '沪' ~ '[[:alpha:]]') AS t(similarity_is_possible)"
        ).fetchone()[0]


@pytest.fixture
def layout():
    """A cluster of its own, in a home that the servers' user can enter."""
    own = Layout(settings.VAR_DIR, f"drill-{uuid.uuid4().hex[:6]}")
    yield own
    for server in ("postgres", "valkey"):
        leave(own, server)
        until(lambda server=server: not has_keeper(own, server))
    subprocess.run(["rm", "-rf", own.root], check=True)


@pytest.fixture
def another_user(layout):
    """Start another process that uses a server of the cluster."""
    started = []

    def start(server):
        process = subprocess.Popen(
            [sys.executable, "-c", USER, str(layout.home), layout.cluster, server],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "attached\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.drill
def test_a_second_process_uses_the_same_server_and_the_last_one_ends_it(layout, another_user):
    attach(layout, "postgres")
    keeper = keeper_of(layout, "postgres")
    other = another_user("postgres")
    assert keeper_of(layout, "postgres") == keeper
    leave(layout, "postgres")
    assert answers(layout)
    other.kill()
    until(lambda: not keeper.is_running())
    assert not has_keeper(layout, "postgres")


@pytest.mark.drill
@pytest.mark.parametrize("server", ["postgres", "valkey"])
def test_a_killed_user_leaves_no_server_behind(layout, another_user, server):
    user = another_user(server)
    keeper = keeper_of(layout, server)
    family = [keeper, *keeper.children(recursive=True)]
    user.send_signal(signal.SIGKILL)
    until(lambda: not any(process.is_running() for process in family))


@pytest.mark.drill
def test_a_killed_keeper_takes_its_server_along_and_the_next_attach_recovers(layout):
    attach(layout, "postgres")
    keeper_of(layout, "postgres").kill()
    until(lambda: not has_keeper(layout, "postgres"))
    attach(layout, "postgres")
    assert answers(layout)


@pytest.mark.drill
def test_a_killed_server_is_started_again_over_its_stale_pid_file(layout):
    attach(layout, "postgres")
    first = int((layout.root / "postgres.pid").read_text())
    os.kill(first, signal.SIGKILL)
    pid_file = layout.root / "postgres.pid"
    until(lambda: pid_file.read_text() not in ("", str(first)))
    own = layout.data("postgres") / "data" / "postmaster.pid"  # the killed server's says "ready" until it is replaced

    def is_ready():
        with contextlib.suppress(FileNotFoundError):
            said = own.read_text()
            return "ready" in said and not said.startswith(f"{first}\n")

    until(is_ready)
    assert answers(layout)


@pytest.mark.drill
def test_a_pid_file_with_the_number_of_a_stranger_does_not_stop_the_start(layout):
    attach(layout, "postgres")
    leave(layout, "postgres")
    stale = layout.data("postgres") / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n1\n5432\n{layout.run('postgres')}\n\n\nready\n")
    (layout.root / "postgres.pid").write_text(str(os.getpid()))
    attach(layout, "postgres")
    assert answers(layout)


@pytest.mark.drill
def test_an_interrupted_initdb_is_made_anew(layout):
    half = layout.data("postgres") / "data.part"
    layout.make()
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    attach(layout, "postgres")
    assert answers(layout)


def test_a_socket_path_fits_however_deep_the_home_lies():
    deep = Layout(Path("/home/somebody") / ("深" * 60))
    assert len(os.fsencode(deep.run("postgres") / ".s.PGSQL.5432.lock")) <= SOCKET_PATH_LIMIT
    assert deep.run("postgres") != deep.run("valkey")


def test_two_checkouts_of_root_have_two_homes(monkeypatch):
    monkeypatch.delenv("VAR_DIR", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert home_of("/root/one") != home_of("/root/two")
    assert home_of("/root/one").parent == Path("/var/lib")


def test_an_ordinary_user_keeps_everything_in_the_checkout(monkeypatch, tmp_path):
    monkeypatch.delenv("VAR_DIR", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert home_of(tmp_path) == tmp_path / "var"


def test_a_home_that_cannot_be_written_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedError, match="set VAR_DIR to a folder it may use"):
        Layout(tmp_path / "file").make()


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = kept_secret(tmp_path / "new" / "secret_key")
    assert kept_secret(tmp_path / "new" / "secret_key") == first
    assert len(first) >= 50
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]


def test_a_taken_port_is_said_in_one_sentence(unused_tcp_socket):
    port = unused_tcp_socket.getsockname()[1]
    with pytest.raises(EmbeddedError, match=f"Port {port} is taken; choose another one: make run PORT={port + 1}"):
        require_free("127.0.0.1", port)
