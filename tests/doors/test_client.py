"""The reference client of the documents, run as a program against the running portal and against real callbacks."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from appeals import workflow as appeals
from appeals.doors import delivery, workflow
from appeals.models import Appeal, Message
from tests import world as worlds
from tests.doors.asking import CASE, System, client

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "docs" / "api" / "client.py"


@pytest.fixture
def world(transactional_db):
    world = worlds.build()
    world.hotline = client()
    return world


@pytest.fixture
def hotline(world):
    return System(world.hotline)


@pytest.fixture(scope="module")
def library():
    spec = importlib.util.spec_from_file_location("reference_client", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(live_server, hotline):
    """``run("read", "…")``: the program's answer, or what it says when it is refused."""
    env = {"PATH": os.environ["PATH"], "PORTAL_URL": live_server.url, "PORTAL_KEY": hotline.key.key_id,
           "PORTAL_SECRET": hotline.secret, "PYTHONIOENCODING": "utf-8"}  # fmt: skip

    def run_it(*arguments):
        told = subprocess.run(
            [sys.executable, "-I", PROGRAM, *arguments],
            check=False,
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return json.loads(told.stdout) if told.returncode == 0 else told.stderr.strip()

    return run_it


def test_a_case_goes_in_and_its_changes_come_out(world, run, tmp_path):
    case = tmp_path / "case.json"
    case.write_text(json.dumps(CASE | {"credit_code": world.firm.uscc}), "utf-8")
    told = run("pass-on", str(case))
    assert run("pass-on", str(case)) == told == run("read", told["number"])
    assert run("add", CASE["external_number"], "企业补充：下月一号前要用。")["number"] == told["number"]
    appeals.accept(Appeal.objects.get(), by=world.dispatcher)
    assert [one["state"] for one in run("changes", "0")] == ["submitted", "accepted"]
    assert run("read", "somebody-elses").startswith("404 not_found")
    assert Message.objects.count() == 1


def test_a_wrong_secret_is_told_by_its_code(live_server, library, hotline):
    portal = library.Portal(live_server.url, hotline.key.key_id, "wrong")
    with pytest.raises(library.Refused) as refused:
        portal.read("20261123-000123")
    assert (refused.value.status, refused.value.code) == (401, "bad_signature")


def test_the_list_of_changes_is_read_page_by_page(world, live_server, library, hotline):
    portal = library.Portal(live_server.url, hotline.key.key_id, hotline.secret)
    for number in range(3):
        portal.pass_on(CASE | {"credit_code": world.firm.uscc, "external_number": f"n-{number}"})
    assert [one["position"] for one in portal.changes(limit=1)] == [1, 2, 3]


def test_the_client_believes_the_portals_callbacks_and_no_others(world, library, hotline, receiver):
    hotline.pass_on(credit_code=world.firm.uscc)
    delivery.deliver_due()
    ((_path, headers, body),) = receiver.taken
    assert library.is_from_portal(hotline.secret, receiver.address, headers, body)
    assert not library.is_from_portal(hotline.secret, receiver.address, headers, body + b" ")
    assert not library.is_from_portal("wrong", receiver.address, headers, body)
    assert not library.is_from_portal(hotline.secret, "http://127.0.0.1/other", headers, body)
    assert not library.is_from_portal(hotline.secret, receiver.address, headers | {"X-Timestamp": "1764000000"}, body)


def test_the_document_tells_every_code_and_its_example_is_right(library):
    document = (ROOT / "docs" / "api.md").read_text("utf-8")
    codes = set()
    for path in (ROOT / "appeals" / "doors").rglob("*.py"):
        codes |= set(re.findall(r'(?:code="|problem\(\d+, ")([a-z_]+)"', path.read_text("utf-8")))
    internal = {"two_keys", "unknown", "several"}
    assert not [code for code in sorted(codes - internal) if f"`{code}`" not in document]
    signature = library.sign("secret", "GET", "/api/v1/changes?after=7", "1764000000", "0123456789abcdef", b"")
    assert signature in document
    assert workflow.outgoing.BACK_OFF[0].total_seconds() == 60
