"""Mails as people and machines write them, and a real IMAP server that holds them."""

import contextlib
import hashlib
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from imap_tools import MailBoxUnencrypted

USER, PASSWORD = "mailbox@example.gov.cn", "a password"


@dataclass
class Postbox:
    """One folder on the server, as a mail program of ours sees it."""

    port: int
    folder: str
    box: MailBoxUnencrypted = field(repr=False)

    def put(self, *mails):
        """Deliver mails, none of them read."""
        for one in mails:
            self.box.append(one if isinstance(one, bytes) else one.as_bytes(), self.folder)

    def unread(self):
        """How many mails nobody has read."""
        self.box.folder.set(self.folder)
        return len(self.box.uids("UNSEEN"))


@contextlib.contextmanager
def server(log):
    """Run pymap on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = str(Path(sys.executable).parent / "pymap")
    command = [program, "--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-user", USER,
               "--demo-password", PASSWORD]  # fmt: skip
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            _wait(port, process, log)
            yield port
        finally:
            process.terminate()


def _wait(port, process, log):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
    raise AssertionError(f"no IMAP server on port {port}: {log.read_text()}")


def mail(sender, subject="停电三小时", text="产线停了，何时恢复？", *, files=(), number=None, **headers):
    """A mail; ``headers`` are written with ``_`` for ``-``; ``files`` are ``(name, bytes)``."""
    found = EmailMessage()
    found["From"], found["To"], found["Subject"] = sender, USER, subject
    if number != "":
        found["Message-ID"] = (
            number or f"<{hashlib.sha256(f'{sender}{subject}{text}'.encode()).hexdigest()[:20]}@mail.cn>"
        )
    for name, value in headers.items():
        found[name.replace("_", "-")] = value
    found.set_content(text)
    for name, content in files:
        found.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return found
