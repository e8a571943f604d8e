"""A steward, contacts who have not activated, a mail server and a provider of text messages, both real."""

import json
import socket
import threading
from email import message_from_bytes
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller

from portal.accounts.models import User
from tests import world as worlds

PHONE, EMAIL = "13912345678", "zhou@example.cn"
PASSWORD = "correct horse battery"


@pytest.fixture
def world(db):
    world = worlds.build()
    newcomer(world.contact, phone=PHONE, email=EMAIL, name="周启明")
    newcomer(world.colleague, phone="13987654321", email="")
    return world


def newcomer(user, **fields):
    """A person of a roster: no password, not active."""
    user.set_unusable_password()
    for name, value in fields.items():
        setattr(user, name, value)
    user.save()


@pytest.fixture
def contact(world):
    return world.contact


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mailbox:
    """What the mail server took; ``answer`` is what it says to the next message."""

    def __init__(self):
        self.taken, self.answer = [], "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.taken.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content)))
        return self.answer

    @property
    def texts(self):
        return [message.get_payload(decode=True).decode() for _to, message in self.taken]

    @property
    def subjects(self):
        return [str(make_header(decode_header(message["Subject"]))) for _to, message in self.taken]


@pytest.fixture
def mailbox(settings):
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


class Provider:
    """A provider of text messages that answers as it is told: a status and a body, or silence."""

    def __init__(self):
        self.taken, self.status, self.body, self.location = [], 200, b'{"id": "p-1"}', ""
        self.silent, self.released = False, threading.Event()

    @property
    def texts(self):
        return [json.loads(body)["text"] for _headers, body in self.taken]


@pytest.fixture
def provider(settings, monkeypatch):
    told = Provider()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            told.taken.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            if told.silent:
                told.released.wait(30)
                return
            self.send_response(told.status)
            if told.location:
                self.send_header("Location", told.location)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, *args):
            """Quiet."""

    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_KEY, settings.SMS_SECRET = "portal", "shared secret"
    yield told
    told.released.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def fresh():
    """``fresh(user)``: the person as the database has it now."""
    return lambda user: User.objects.get(pk=user.pk)
