"""The web worker: gunicorn's threads, and how long each request waited for one (:mod:`portal.operations.shedding`)."""

import time
from concurrent.futures import ThreadPoolExecutor

from gunicorn.workers.gthread import ThreadWorker

from portal.operations.waiting import queued


class StampingPool(ThreadPoolExecutor):
    """A pool that tells its threads how long what they do had to wait for them."""

    def submit(self, function, /, *args, **kwargs):
        asked_at = time.monotonic()

        def run():
            queued.seconds = time.monotonic() - asked_at
            return function(*args, **kwargs)

        return super().submit(run)


class Worker(ThreadWorker):
    """gunicorn's threaded worker over a :class:`StampingPool`."""

    def get_thread_pool(self):
        return StampingPool(max_workers=self.cfg.threads)
