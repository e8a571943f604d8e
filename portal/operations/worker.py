"""A worker that touches a file while its loop turns: a health check that asks neither Redis nor a second process."""

from pathlib import Path

import structlog
from celery import bootsteps
from celery.signals import worker_ready
from django.conf import settings

log = structlog.get_logger(__name__)

#: Seconds between two touches.
EVERY = 10


class AliveStep(bootsteps.StartStopStep):
    """Touch ``path`` every :data:`EVERY` seconds from the loop that also takes tasks."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent, **options):
        super().__init__(parent, **options)
        self.path, self.entry = None, None

    def start(self, parent):
        """Begin to touch when ``WORKER_ALIVE_FILE`` names a file."""
        name = settings.WORKER_ALIVE_FILE
        if name:
            self.path = Path(name)
            self.entry = parent.timer.call_repeatedly(EVERY, self.touch)

    def stop(self, parent):
        """Leave no file of a worker that ended."""
        if self.entry is not None:
            self.entry.cancel()
            self.path.unlink(missing_ok=True)

    def touch(self):
        """Say that the loop turns."""
        try:
            self.path.touch()
        except OSError as error:
            log.warning("worker_mark_failed", error=str(error))


@worker_ready.connect
def first_touch(sender, **kwargs):
    """Do not wait for the first turn: the worker takes tasks now."""
    if name := settings.WORKER_ALIVE_FILE:
        Path(name).touch()
