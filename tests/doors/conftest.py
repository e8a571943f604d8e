"""The small true world, and the hotline at its door."""

import itertools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from imap_tools import MailBoxUnencrypted

from tests import world as worlds
from tests.doors import mails
from tests.doors.asking import System, client
from tests.plugins.lasting import lasting


def build():
    world = worlds.build()
    world.hotline, world.bureau_system = client(), client("shangwu", "区商务委热线平台")
    return world


built, world = lasting(build)


@pytest.fixture
def hotline(world):
    return System(world.hotline)


@pytest.fixture
def other(world):
    return System(world.bureau_system)


class Receiver:
    """The other system's own server: what it took, and what it answers; ``silent`` it answers nothing."""

    def __init__(self, address):
        self.address, self.taken, self.status, self.location = address, [], 200, ""
        self.silent, self.released = False, threading.Event()

    @property
    def told(self):
        return [json.loads(body) for _path, _headers, body in self.taken]


@pytest.fixture
def receiver(world):
    """A real server on this machine, to which the hotline wants its callbacks."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            other.taken.append((self.path, dict(self.headers), body))
            if other.silent:
                other.released.wait(30)
                return
            self.send_response(other.status)
            if other.location:
                self.send_header("Location", other.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    other = Receiver(f"http://127.0.0.1:{server.server_port}/hook?from=portal")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    world.hotline.callback_url = other.address
    world.hotline.save()
    yield other
    other.released.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def imap(tmp_path_factory):
    """The port of a real IMAP server."""
    with mails.server(tmp_path_factory.mktemp("imap") / "pymap.log") as port:
        yield port


_folders = itertools.count(1)


@pytest.fixture
def postbox(imap, settings):
    """A folder of its own on the server, which is the department mailbox of the portal."""
    folder = f"desk-{next(_folders)}"
    settings.MAILBOX_HOST, settings.MAILBOX_PORT, settings.MAILBOX_TLS = "127.0.0.1", imap, "none"
    settings.MAILBOX_USER, settings.MAILBOX_PASSWORD, settings.MAILBOX_FOLDER = mails.USER, mails.PASSWORD, folder
    with MailBoxUnencrypted("127.0.0.1", imap).login(mails.USER, mails.PASSWORD) as box:
        box.folder.create(folder)
        yield mails.Postbox(imap, folder, box)
