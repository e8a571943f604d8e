"""Beat that leaves a mark whenever it turns, so that somebody notices when it no longer does."""

import time

import structlog
from celery.beat import PersistentScheduler

from . import marks

log = structlog.get_logger(__name__)

#: Seconds between two marks at least: beat turns more often.
EVERY = 10
#: Seconds that beat sleeps at most.
LONGEST_SLEEP = 30


class MarkingScheduler(PersistentScheduler):
    """Celery's scheduler, with :data:`marks.BEAT`."""

    last_mark = None

    def tick(self, *args, **kwargs):
        """Ring what is due, mark, and return the seconds until the next turn (30 at most)."""
        seconds = super().tick(*args, **kwargs)
        if self.last_mark is None or time.monotonic() - self.last_mark >= EVERY:
            self.last_mark = time.monotonic()
            self._mark()
        return min(seconds, LONGEST_SLEEP)

    def _mark(self):
        try:
            marks.set_mark(marks.BEAT)
        except OSError as error:  # a full disk must not stop the reminders
            log.warning("beat_mark_failed", error=str(error))
