"""How gunicorn serves the portal, embedded and installed alike: ``gunicorn --config portal/gunicorn_conf.py``.

The command line goes before these values. ``docs/operations.md`` lists the variables.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from portal import logs

wsgi_app = "portal.wsgi:application"
bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "portal.serving.Worker"
workers = int(os.environ.get("WEB_WORKERS", "3"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 30
keepalive = 65  # a little longer than the proxy keeps its connections, which then never meet a closed one
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  (no heartbeat waits for a disk)

logs.configure()
logconfig_dict = logs.gunicorn_configuration(
    level=os.environ.get("LOG_LEVEL", "INFO"), access=os.environ.get("ACCESS_LOG", "0").lower() in ("1", "true", "yes")
)

if os.environ.get("METRICS_TOKEN"):
    # Set before any metric is made: the workers count into files of this folder, and each answers for all of them.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="portal-metrics-")


def pre_fork(server, worker):
    """Give the worker the lowest number that none of its siblings has."""
    taken = {sibling.number for sibling in server.WORKERS.values()}
    worker.number = min(set(range(len(taken) + 1)) - taken)


def post_fork(server, worker):
    """Let the worker count into the file of its number, where its predecessor counted.

    With a file for each process id, as is the default, every restart of a worker would leave one for ever.
    """
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import values  # noqa: PLC0415  (reads the variable when it is imported)

        values.ValueClass = values.MultiProcessValue(lambda: worker.number)


def on_exit(server):
    """Remove the folder of the metrics."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shutil.rmtree(folder, ignore_errors=True)
