"""How long the request that a thread answers had to wait for it: ``queued.seconds``, written by :mod:`portal.serving`.

A module of its own: the web process loads it before any metric may be made.
"""

import threading

queued = threading.local()
