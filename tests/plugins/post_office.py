"""A real SMTP server that counts what reached it, by Message-ID, and can hold a letter at a chosen moment."""

import asyncio
import logging
import threading
from collections import Counter
from email.parser import BytesHeaderParser

from aiosmtpd.controller import Controller


class PostOffice:
    """``hold(number, accepted=…)`` stops the server at the letter of that number, before or after it took it."""

    def __init__(self, port):
        self.letters = []
        self.port = port
        self.held, self.released, self.hung_up = threading.Event(), threading.Event(), threading.Event()
        self._hold_at, self._hold_accepted = 0, False
        self.controller = Controller(self, hostname="127.0.0.1", port=port)

    def hold(self, number, *, accepted):
        """Answer no more from letter ``number`` on: before it counts, or after it was ``accepted`` and counted."""
        for event in (self.held, self.released, self.hung_up):
            event.clear()
        self._hold_at, self._hold_accepted = number, accepted

    def release(self):
        self._hold_at = 0
        self.released.set()

    async def handle_DATA(self, server, session, envelope):
        number = len(self.letters) + 1
        if number == self._hold_at and not self._hold_accepted:
            await self._wait()
        self.letters.append(BytesHeaderParser().parsebytes(envelope.content)["Message-ID"])
        if number == self._hold_at:
            await self._wait()
        return "250 OK"

    async def _wait(self):
        self.held.set()
        try:
            await asyncio.get_running_loop().run_in_executor(None, self.released.wait)
        except asyncio.CancelledError:  # the sender hung up
            self.hung_up.set()
            raise

    @property
    def times(self):
        """How often each Message-ID came."""
        return Counter(self.letters)

    def open(self):
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self.controller.start()
        return self

    def close(self):
        self.release()
        self.controller.stop()
