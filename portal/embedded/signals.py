"""Waiting for signals without doing any work inside a handler."""

import os
import select
import signal


class SignalQueue:
    """Collects the given signals; :meth:`wait` sleeps until one came or the seconds are over."""

    def __init__(self, *numbers):
        self.reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in numbers:
            signal.signal(number, lambda *_: None)

    def wait(self, seconds):
        """Return the set of signal numbers that came meanwhile, empty when the time is over."""
        if select.select([self.reader], [], [], seconds)[0]:
            return set(os.read(self.reader, 4096))
        return set()
